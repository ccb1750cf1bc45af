import type { Replica, Samples } from './samples.ts'

/** A time in which a replica has nothing to scrape. Milliseconds from the beginning of the simulation; `to` is not part of it. */
export interface SimulatedOutage {
  from: number
  to: number
  /** `dies`: the replica itself is away, and writes nothing. `fails`: its target is away; the first scrape that fails writes a stale marker. */
  kind: 'dies' | 'fails'
}

/** One replica of a simulation. */
export interface SimulatedReplica {
  name: string
  intervalMs: number
  /** When it scrapes for the first time. */
  offsetMs: number
  outages: readonly SimulatedOutage[]
}

/**
 * What replicas have of a scraped series, without any lab: one sample a scrape, all with the value that `value` gives for its time (Unix
 * ms; left out: the time in seconds). Times are from `startMs` to `startMs + lengthMs`, its end not among them.
 */
export function simulate(
  replicas: readonly SimulatedReplica[],
  { startMs = 0, lengthMs, value = (t) => t / 1000 }: { startMs?: number; lengthMs: number; value?: (t: number) => number },
): Replica[] {
  return replicas.map((replica) => {
    const kept = scrapesOf(replica, lengthMs)
    const t = Float64Array.from(kept, ({ at }) => startMs + at)
    const v = Float64Array.from(kept, ({ at, stale }) => (stale ? Number.NaN : value(startMs + at)))
    return { name: replica.name, t, v, stale: new Set(kept.flatMap(({ stale }, place) => (stale ? [place] : []))) }
  })
}

/** Every sample that the replica keeps: those of failed scrapes but for the first are none. */
function scrapesOf({ intervalMs, offsetMs, outages }: SimulatedReplica, lengthMs: number): { at: number; stale: boolean }[] {
  const count = Math.max(0, Math.ceil((lengthMs - offsetMs) / intervalMs))
  const kept: { at: number; stale: boolean }[] = []
  // A replica that has died has forgotten what it scraped, and so has nothing to mark.
  let knows = false
  for (let scrape = 0; scrape < count; scrape += 1) {
    const at = offsetMs + scrape * intervalMs
    const away = outages.filter(({ from, to }) => from <= at && at < to).map(({ kind }) => kind)
    const stale = away.includes('fails') && !away.includes('dies')
    if (away.length === 0 || (stale && knows)) kept.push({ at, stale })
    knows = away.length === 0
  }
  return kept
}

/** `up` of a simulated target: 1 for a scrape that succeeds, 0 for one that fails; a replica that is down makes none. Milliseconds, from 0 on. */
export function simulatedScrapes({ intervalMs, offsetMs, outages }: SimulatedReplica, lengthMs: number): Samples {
  const count = Math.max(0, Math.ceil((lengthMs - offsetMs) / intervalMs))
  const times = Array.from({ length: count }, (_, scrape) => offsetMs + scrape * intervalMs)
  const away = (at: number, kind: SimulatedOutage['kind']) =>
    outages.some((outage) => outage.kind === kind && outage.from <= at && at < outage.to)
  const made = times.filter((at) => !away(at, 'dies'))
  return { t: Float64Array.from(made), v: Float64Array.from(made, (at) => (away(at, 'fails') ? 0 : 1)), stale: new Set() }
}
