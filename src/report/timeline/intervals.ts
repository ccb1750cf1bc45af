import { intervalNear, NEAR } from '../../dedup/intervals.ts'
import { toMs } from '../../lib/time.ts'
import type { Gap, Sample } from '../../model/run.ts'
import type { SeriesView } from '../../verdict/analysis.ts'
import { isGap } from '../../verdict/gaps.ts'

/* Replicas that scrape less often than the lab does: their ordinary distance is no gap. */

/** A replica's scrape interval at a time (Unix seconds), ms. */
export type IntervalAt = (pod: string, time: number) => number

/**
 * The replicas' own intervals, as their scrapes tell them, where one of them is longer at some time than the lab's; undefined where none is,
 * so that one interval is enough.
 */
export function ownIntervals(views: readonly SeriesView[], labMs: number): IntervalAt | undefined {
  const scrapes = scrapesOf(views)
  const all: IntervalAt = (pod, time) => intervalNear(scrapes.get(pod) ?? NO_SCRAPES, toMs(time), labMs)
  const isLonger = [...scrapes].some(([pod, { t }]) => besideGaps(t, labMs).some((time) => isGap(all(pod, time / 1000), labMs)))
  return isLonger ? (pod, time) => Math.max(labMs, all(pod, time)) : undefined
}

/** The times near a distance that is a gap: elsewhere no longer interval is found, and most series have none. */
function besideGaps(t: Float64Array, labMs: number): Float64Array {
  const near = new Uint8Array(t.length)
  for (let place = 1; place < t.length; place += 1)
    if (isGap(t[place]! - t[place - 1]!, labMs)) near.fill(1, Math.max(0, place - NEAR - 1), place + NEAR + 1)
  return t.filter((_, place) => near[place] === 1)
}

const NO_SCRAPES = { t: new Float64Array() }

/** Times of each replica's scrapes in all snapshots; `up` has the failed ones, too. */
function scrapesOf(views: readonly SeriesView[]): Map<string, { t: Float64Array }> {
  const times = new Map<string, Set<number>>()
  for (const { replicas, ups } of views)
    for (const pod of Object.keys(replicas)) {
      const known = times.get(pod) ?? new Set()
      for (const [time] of ups[pod] ?? replicas[pod]!) known.add(toMs(time))
      times.set(pod, known)
    }
  return new Map([...times].map(([pod, known]) => [pod, { t: Float64Array.from(known).sort() }]))
}

/** Distances in a window that are gaps by the interval of the replica that has the sample before; at the left edge, the one after. */
export function gapsByInterval(
  samples: readonly Sample[],
  { from, to }: Pick<Gap, 'from' | 'to'>,
  intervalAt: (time: number) => number,
): Gap[] {
  const times = samples.map(([time]) => time).filter((time) => time > from && time <= to)
  const points = [from, ...times, to]
  return points.slice(1).flatMap((end, place) => {
    const begin = points[place]!
    const ms = toMs(end) - toMs(begin)
    const owned = place > 0 ? begin : (times[0] ?? begin)
    return isGap(ms, intervalAt(owned)) ? [{ from: begin, to: end, seconds: ms / 1000 }] : []
  })
}
