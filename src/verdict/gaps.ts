import type { Gap, Sample } from '../model/run.ts'

/** A gap is a distance of this many scrape intervals or more: shorter distances are jitter (contract, "A scenario file"). */
const GAP_INTERVALS = 1.5

/** Share of a scrape interval by which a limit may be missed (contract, "A scenario file"). */
export const JITTER = 0.1

/**
 * Whether a distance between two samples is a gap; milliseconds. Half a millisecond less, because sample times are whole milliseconds
 * kept as inexact seconds.
 */
export function isGap(ms: number, intervalMs: number): boolean {
  return ms >= GAP_INTERVALS * intervalMs - 0.5
}

/** The shortest distance that is a gap, seconds. */
export function shortestGap(intervalMs: number): number {
  return (GAP_INTERVALS * intervalMs) / 1000
}

/**
 * The gaps in a window, in order of time: distances between neighbouring samples, and from the window's edges to the first and the
 * last, from 1.5 intervals on. Edges and gaps in Unix seconds. Without a sample there is one gap, from edge to edge.
 *
 * Samples may come in any order, and twice; one outside of (from, to], or whose time is no number, is as if it were not there.
 */
export function findGaps(samples: readonly Sample[], from: number, to: number, intervalMs: number): Gap[] {
  const shortest = (GAP_INTERVALS * intervalMs - 0.5) / 1000
  const gaps: Gap[] = []
  const ordered = inOrder(samples)
  let last = from
  // By index: on millions of samples an iterator costs three times as much.
  for (let index = 0; index < ordered.length; index += 1) {
    const [time] = ordered[index] as Sample
    if (time > to) break
    if (time - last >= shortest) gaps.push(gapOf(last, time))
    if (time > last) last = time
  }
  if (to - last >= shortest || (last === from && to > from)) gaps.push(gapOf(last, to))
  return gaps
}

/** The longest distance in a window, edges included, however short; the earliest of equals. `seconds` is NaN for a window without a length. */
export function longestGap(samples: readonly Sample[], from: number, to: number): Gap {
  if (!(to > from)) return { from, to, seconds: Number.NaN }
  const ordered = inOrder(samples)
  let [start, end, last] = [from, from, from]
  for (let index = 0; index <= ordered.length; index += 1) {
    const time = Math.min(ordered[index]?.[0] ?? to, to)
    if (time - last > end - start) [start, end] = [last, time]
    if (time > last) last = time
  }
  return gapOf(start, end)
}

/** The longest distance between neighbouring samples, of those that lie in a stretch of time or reach into it, seconds; undefined where there is none. */
export function longestDistance(samples: readonly Sample[], { from, to }: { from: number; to: number }): number | undefined {
  const times = inOrder(samples).map(([time]) => time)
  const distances = times.slice(1).flatMap((time, place) => (time > from && times[place]! < to ? [gapOf(times[place]!, time).seconds] : []))
  return distances.length === 0 ? undefined : Math.max(...distances)
}

/** As given where the order is right, which is the usual case and costs no copy. */
function inOrder(samples: readonly Sample[]): readonly Sample[] {
  let last = Number.NEGATIVE_INFINITY
  for (let index = 0; index < samples.length; index += 1) {
    const [time] = samples[index] as Sample
    // Written so that NaN is out of order too.
    if (!(time >= last)) return samples.filter(([each]) => Number.isFinite(each)).sort(([one], [other]) => one - other)
    last = time
  }
  return samples
}

function gapOf(from: number, to: number): Gap {
  return { from, to, seconds: Math.round((to - from) * 1000) / 1000 }
}
