import type { Address } from '../http.ts'
import type { Beat } from '../journal.ts'
import { instant } from './prometheus.ts'

/** Five beats a second, at most five in flight (contract, "A scenario file"). */
const PERIOD_MS = 200
const IN_FLIGHT = 5
/** Longer than the longest stall that was measured on a frozen or killed store: 20 s (facts). */
const TIMEOUT_MS = 30_000

export interface SteadyProbe {
  readonly beats: Beat[]
  /** No further beats; resolves when those in flight have ended. */
  stop(): Promise<void>
}

/** Asks the same instant query on and on while a scenario runs. A beat is ok where it was answered with a series. */
export function steadyProbe(address: Address, query: string): SteadyProbe {
  const beats: Beat[] = []
  const flying = new Set<Promise<void>>()
  const end = new AbortController()
  const beat = async (begun: number) => {
    const answer = await instant(address, query, { timeoutMs: TIMEOUT_MS, signal: end.signal })
    if (end.signal.aborted && 'trouble' in answer) return
    beats.push({ at: new Date(begun).toISOString(), ms: Date.now() - begun, ...verdictOf(answer) })
  }
  const timer = setInterval(() => {
    const begun = Date.now()
    if (flying.size >= IN_FLIGHT) return void beats.push({ at: new Date(begun).toISOString(), ok: false, ms: 0, detail: 'stalled' })
    const flight = beat(begun).finally(() => flying.delete(flight))
    flying.add(flight)
  }, PERIOD_MS)
  const stop = async () => {
    clearInterval(timer)
    // What has not been answered a second after the end is not waited for.
    const late = setTimeout(() => end.abort(), 1000)
    await Promise.all(flying)
    clearTimeout(late)
    beats.sort((a, b) => a.at.localeCompare(b.at))
  }
  return { beats, stop }
}

function verdictOf(answer: Awaited<ReturnType<typeof instant>>): Pick<Beat, 'ok' | 'detail'> {
  if ('trouble' in answer) return { ok: false, detail: answer.trouble }
  if (answer.series.length === 0) return { ok: false, detail: 'no series' }
  return answer.warnings.length === 0 ? { ok: true } : { ok: true, detail: `warning: ${answer.warnings[0]}` }
}
