import { usualInterval } from './intervals.ts'
import type { Window } from '../lib/time.ts'
import type { Samples } from './samples.ts'

/** Prometheus scrapes on time; after twice the interval and more without a scrape it was away, and has forgotten what it had scraped. */
const AWAY = 2

/** So many distances on either side tell the interval at a time. */
const NEAR = 4

/**
 * Puts the stale markers back that range vectors leave out: Prometheus writes one where a series that the last scrape had is not in the
 * next one, above all when that one failed. `up` has a sample of every scrape, at the same time: those of the same target on the same
 * replica are asked for. Only the first of several failed scrapes writes a marker, and so the others are no samples at all.
 *
 * Both from one scrape before the window on (then cut them, `between`): of a first scrape it cannot be known what was there before. A
 * series that was not scraped with `up` (a rule's), and `up` itself, stay as they are. `up` does not show markers that end a run of scrapes, as
 * it ends with one itself (a target is taken away, or its interval is raised), nor that of a Prometheus that was frozen, not killed, and
 * wakes up to a target that fails: `silences` says where to look for those.
 *
 * `intervalMs` is that replica's own interval; it counts only where `up` is too short to tell. A target whose interval is changed is a new
 * target to Prometheus, so that one replica can have several intervals, and each time is compared with the distances beside it.
 *
 * Source: Prometheus v3.16.0, scrape/scrape.go (scrapeLoop.scrapeAndReport, updateStaleMarkers, scrapeCache.forEachStale, which goes by scrapes
 * and not by time; endOfRunStaleness), scrape/target.go (Target.hash, of all labels, the interval's among them).
 */
export function withMarkers<S extends Samples>(series: S, up: Samples, intervalMs: number): S {
  const markers = missing(series, up, intervalMs)
  if (markers.length === 0) return series
  const t = Float64Array.from([...series.t, ...markers]).sort()
  const values = new Map(Array.from(series.t, (time, place) => [time, series.v[place]!]))
  const v = t.map((time) => values.get(time) ?? Number.NaN)
  const known = new Set([...markers, ...Array.from(series.stale, (place) => series.t[place]!)])
  return { ...series, t, v, stale: new Set(Array.from(t.keys()).filter((place) => known.has(t[place]!))) }
}

/** A marker that ends a run of scrapes has the time at which the next one was due; with another sample sooner than this many intervals, there is none. */
const ENDED = 1.1

/**
 * Where a series has no sample though one was due, and no marker is known: from the sample before on, until the next one, or `until` (Unix
 * ms). Whether there is a marker only Query can tell. `intervalMs` counts where the samples are too few to tell.
 *
 * Source: Prometheus v3.16.0, scrape/scrape.go (scrapeLoop.endOfRunStaleness: the marker is dropped where something newer was scraped).
 */
export function silences({ t, stale }: Samples, intervalMs: number, until: number): Window[] {
  return Array.from(t.keys()).flatMap((place): Window[] => {
    const [from, to] = [t[place]!, t[place + 1] ?? until]
    const usual = usualInterval({ t: t.subarray(Math.max(0, place - NEAR), place + 1) }) ?? intervalMs
    return stale.has(place) || to - from < ENDED * usual ? [] : [{ from, to }]
  })
}

/** Times of scrapes that had no sample of the series, where the scrape before had one. */
function missing(series: Samples, up: Samples, intervalMs: number): number[] {
  const times = new Set(Array.from(series.t).filter((_, place) => !series.stale.has(place)))
  const marked = new Set(series.t)
  return Array.from(up.t).filter((time, place) => {
    const before = up.t[place - 1] ?? Number.NEGATIVE_INFINITY
    return times.has(before) && !marked.has(time) && time - before < AWAY * intervalAt(up.t, place, intervalMs)
  })
}

/** The scrape interval at the distance that ends with a scrape: that of the scrapes before it or of those after it, the longer one. */
function intervalAt(t: Float64Array, place: number, otherwise: number): number {
  const before = usualInterval({ t: t.subarray(Math.max(0, place - 1 - NEAR), place) })
  const after = usualInterval({ t: t.subarray(place, place + 1 + NEAR) })
  return before === undefined && after === undefined ? otherwise : Math.max(before ?? 0, after ?? 0)
}
