import type { Address } from '../lib/http.ts'
import type { ProbeResult } from '../model/run.ts'
import type { Lab } from '../runtime/runtime.ts'
import { instant } from './prometheus.ts'
import { storesOf } from './thanos-api.ts'

/** Five beats a second, at most five in flight (contract, "A scenario file"). */
const PERIOD_MS = 200
/** Query asks its stores how they are every 5 s, or 1 s with fast timing: more often would show no more. */
const STORES_PERIOD_MS = 1000
const IN_FLIGHT = 5
/** Longer than the longest stall that was measured on a frozen or killed store: 20 s (facts). */
const TIMEOUT_MS = 30_000

/** What one beat brought. */
type Brought = Omit<ProbeResult, 'at' | 'ms'>

export interface Probe {
  readonly results: ProbeResult[]
  /** No further beats; resolves when those in flight have ended. */
  stop(): Promise<void>
}

/** The steady probes of a run, by name; `query` is what Query and the Service are asked. */
export function startProbes(lab: Pick<Lab, 'address'>, query: string): Record<string, Probe> {
  return {
    query: queryProbe(lab.address('query'), query),
    service: queryProbe(lab.address('service'), query),
    stores: storesProbe(lab.address('query')),
  }
}

/** Asks the same instant query on and on while a scenario runs. A beat is ok where it was answered with a series. */
function queryProbe(address: Address, query: string): Probe {
  return everyPeriod(PERIOD_MS, async (signal) => answered(await instant(address, query, { timeoutMs: TIMEOUT_MS, signal })))
}

/** Asks Query once a second which replicas it has a healthy store of. */
function storesProbe(query: Address): Probe {
  return everyPeriod(STORES_PERIOD_MS, async (signal) => {
    const seen = await storesOf(query, signal)
    if ('trouble' in seen) return { ok: false, detail: seen.trouble }
    const replicas = seen.stores.flatMap(({ healthy, replica }) => (healthy && replica !== undefined ? [replica] : []))
    return { ok: true, replicas: [...new Set(replicas)].sort() }
  })
}

function everyPeriod(periodMs: number, ask: (signal: AbortSignal) => Promise<Brought>): Probe {
  const beats: ProbeResult[] = []
  const flying = new Map<Promise<void>, number>()
  const end = new AbortController()
  const beat = async (begun: number) => {
    const brought = await ask(end.signal)
    if (end.signal.aborted && !brought.ok) return
    beats.push({ at: new Date(begun).toISOString(), ms: Date.now() - begun, ...brought })
  }
  const timer = setInterval(() => {
    const begun = Date.now()
    if (flying.size >= IN_FLIGHT) return void beats.push(stalled(begun, Math.min(...flying.values())))
    const flight = beat(begun).finally(() => flying.delete(flight))
    flying.set(flight, begun)
  }, periodMs)
  const stop = async () => {
    clearInterval(timer)
    // What has not been answered a second after the end is not waited for.
    const late = setTimeout(() => end.abort(), 1000)
    await Promise.all(flying.keys())
    clearTimeout(late)
    beats.sort((a, b) => a.at.localeCompare(b.at))
  }
  return { results: beats, stop }
}

/** Whoever asks now has to wait at least as long as the oldest has. */
function stalled(begun: number, oldest: number): ProbeResult {
  return { at: new Date(begun).toISOString(), ok: false, ms: begun - oldest, detail: 'stalled' }
}

function answered(answer: Awaited<ReturnType<typeof instant>>): Brought {
  if ('trouble' in answer) return { ok: false, detail: answer.trouble }
  const { series, warnings } = answer
  const warned = warnings.length === 0 ? {} : { warnings }
  if (series.length === 0) return { ok: false, detail: 'no series', ...warned }
  return { ok: true, ...(warnings.length === 0 ? {} : { detail: `warning: ${warnings[0]}` }), ...warned }
}
