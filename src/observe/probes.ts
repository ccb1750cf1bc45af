import type { Address } from '../lib/http.ts'
import { NO_SERIES, PROBES, type ProbeName, STALLED } from '../model/probes.ts'
import type { ProbeResult } from '../model/run.ts'
import type { Lab } from '../runtime/runtime.ts'
import { instant } from './prometheus.ts'
import { storesOf } from './thanos-api.ts'

/** Requests in flight at most (contract, "A scenario file"). */
const IN_FLIGHT = 5
/** Longer than the longest stall that was measured on a frozen or killed store: 20 s (docs/findings.md). */
const TIMEOUT_MS = 30_000

/** What one request brought. */
type Outcome = Omit<ProbeResult, 'at' | 'ms'>

export interface Probe {
  readonly results: ProbeResult[]
  /** No further requests; resolves when those in flight have ended. */
  stop(): Promise<void>
}

/** The probes of a run, by name; `query` is the expression that Query and the Service are asked. */
export function startProbes(lab: Pick<Lab, 'address'>, query: string): Record<ProbeName, Probe> {
  return {
    query: queryProbe('query', lab.address('query'), query),
    service: queryProbe('service', lab.address('service'), query),
    stores: storesProbe(lab.address('query')),
  }
}

/** Sends the same instant query again and again while a scenario runs. It counts as answered where the answer has a series. */
function queryProbe(name: 'query' | 'service', address: Address, query: string): Probe {
  return startProbe(PROBES[name].everyMs, async (signal) => readAnswer(await instant(address, query, { timeoutMs: TIMEOUT_MS, signal })))
}

/** Asks Query once a second which replicas it has a healthy store of. */
function storesProbe(query: Address): Probe {
  return startProbe(PROBES.stores.everyMs, async (signal) => {
    const seen = await storesOf(query, signal)
    if ('error' in seen) return { error: seen.error }
    const replicas = seen.stores.flatMap(({ healthy, replica }) => (healthy && replica !== undefined ? [replica] : []))
    return { replicas: [...new Set(replicas)].sort() }
  })
}

function startProbe(everyMs: number, send: (signal: AbortSignal) => Promise<Outcome>): Probe {
  const results: ProbeResult[] = []
  const inFlight = new Map<Promise<void>, number>()
  const end = new AbortController()
  // A latency is not measured by the clock of the day, which may be set meanwhile.
  const one = async (at: string, begun: number) => {
    const outcome = await send(end.signal)
    if (end.signal.aborted && outcome.error !== undefined) return
    results.push({ at, ms: since(begun), ...outcome })
  }
  const timer = setInterval(() => {
    const [at, begun] = [new Date().toISOString(), performance.now()]
    // Whoever asks now has to wait at least as long as the oldest has.
    if (inFlight.size >= IN_FLIGHT) return void results.push({ at, ms: since(Math.min(...inFlight.values())), error: STALLED })
    const request = one(at, begun).finally(() => inFlight.delete(request))
    inFlight.set(request, begun)
  }, everyMs)
  const stop = async () => {
    clearInterval(timer)
    // What has not been answered a second after the end is not waited for.
    const late = setTimeout(() => end.abort(), 1000)
    await Promise.all(inFlight.keys())
    clearTimeout(late)
    results.sort((a, b) => a.at.localeCompare(b.at))
  }
  return { results, stop }
}

/** Whole ms since a moment of performance.now(). */
function since(begun: number): number {
  return Math.round(performance.now() - begun)
}

function readAnswer(answer: Awaited<ReturnType<typeof instant>>): Outcome {
  if ('error' in answer) return { error: answer.error }
  const warnings = answer.warnings.length === 0 ? {} : { warnings: answer.warnings }
  return answer.series.length === 0 ? { error: NO_SERIES, ...warnings } : warnings
}
