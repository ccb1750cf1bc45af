import { placeAfter, type Samples } from './samples.ts'

/** The usual distance between neighbouring samples, milliseconds: the median, so that gaps do not count. undefined: there are not two. */
export function usualInterval({ t }: Pick<Samples, 't'>): number | undefined {
  if (t.length < 2) return undefined
  const distances = t.slice(1).map((time, place) => time - t[place]!)
  return distances.sort()[Math.floor(distances.length / 2)]!
}

/** So many distances on either side tell the interval at a time. */
export const NEAR = 10
/** And so few at least. */
const FEWEST = 4
/** Of a steady series so many of the distances are within so much of their median, as shares. */
const [MOST, JITTER] = [0.75, 0.1]

/**
 * The distance between neighbouring samples at a time (Unix ms), milliseconds: what is usual right before it or right after it, the longer one.
 * A target whose interval is changed goes on with other distances, so that one series can have several. Where the distances on a side
 * are too few or too uneven to tell, they do not count; on both sides: `otherwise`.
 */
export function intervalNear({ t }: Pick<Samples, 't'>, time: number, otherwise: number): number {
  const place = placeAfter(t, time)
  const sides = [t.subarray(Math.max(0, place - NEAR - 1), place), t.subarray(place, place + NEAR + 1)]
  const known = sides.flatMap((side) => steadyInterval(side) ?? [])
  return known.length === 0 ? otherwise : Math.max(...known)
}

function steadyInterval(t: Float64Array): number | undefined {
  if (t.length - 1 < FEWEST) return undefined
  const interval = usualInterval({ t })!
  const near = t.slice(1).filter((time, place) => Math.abs(time - t[place]! - interval) <= JITTER * interval)
  return near.length >= MOST * (t.length - 1) ? interval : undefined
}

/** From the last sample before a window on: what was before the first one in it can be told by it. */
export function withOneBefore<S extends Samples>(samples: S, from: number): S {
  const begin = Math.max(0, placeAfter(samples.t, from) - 1)
  const stale = [...samples.stale].flatMap((place) => (place < begin ? [] : [place - begin]))
  return { ...samples, t: samples.t.subarray(begin), v: samples.v.subarray(begin), stale: new Set(stale) }
}

/** Whether a series is of the target that `up` is of: nearly all of its samples are from its scrapes. A rule's have other times. */
export function isScrapedWith({ t, stale }: Samples, up: Pick<Samples, 't'>): boolean {
  const scrapes = new Set(up.t)
  const own = t.filter((_, place) => !stale.has(place))
  return own.length === 0 || own.filter((time) => scrapes.has(time)).length * 2 > own.length
}
