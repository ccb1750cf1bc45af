import { placeAfter, type Samples } from './samples.ts'

/** The usual distance between neighbouring samples, milliseconds: the median, so that gaps do not count. undefined: there are not two. */
export function usualInterval({ t }: Pick<Samples, 't'>): number | undefined {
  if (t.length < 2) return undefined
  const distances = t.slice(1).map((time, place) => time - t[place]!)
  return distances.sort()[Math.floor(distances.length / 2)]!
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
