import type { Samples } from './samples.ts'

/** A stretch of time, Unix milliseconds; the left edge is open, as in PromQL since Prometheus 3. */
export interface Window {
  from: number
  to: number
}

/** The samples of a window; no copy of them. */
export function between<S extends Samples>(samples: S, { from, to }: Window): S {
  const begin = placeAfter(samples.t, from)
  const end = Math.max(begin, placeAfter(samples.t, to))
  const stale = [...samples.stale].map((place) => place - begin).filter((place) => place >= 0 && place < end - begin)
  return { ...samples, t: samples.t.subarray(begin, end), v: samples.v.subarray(begin, end), stale: new Set(stale) }
}

/** The place of the first sample later than a time. */
export function placeAfter(t: Float64Array, time: number): number {
  let [low, high] = [0, t.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (t[middle]! <= time) low = middle + 1
    else high = middle
  }
  return low
}
