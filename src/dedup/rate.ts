import { between, type Samples } from './samples.ts'

/** A first or last sample is taken for the window's edge within so many average distances of it. */
const NEAR = 1.1

/** What is known of a window's samples. Times and distances in seconds. */
interface Span {
  count: number
  sampled: number
  toStart: number
  toEnd: number
  first: number
  increase: number
}

/**
 * `rate()` of a counter at a time (Unix ms), over the window of so many milliseconds before it, left-open; per second. Undefined where the
 * window has fewer than two samples. Asked of samples merged in counter mode it is what Query answers; of a replica's own, what its
 * Prometheus does.
 *
 * Source: Prometheus v0.309.1, which Thanos v0.42.4 uses, promql/functions.go (extrapolatedRate).
 */
export function rate(samples: Samples, at: number, rangeMs: number): number | undefined {
  const span = spanOf(samples, at, rangeMs)
  return span && span.increase * (extrapolation(span) / (rangeMs / 1000))
}

/** `increase()`, as `rate`. */
export function increase(samples: Samples, at: number, rangeMs: number): number | undefined {
  const span = spanOf(samples, at, rangeMs)
  return span && span.increase * extrapolation(span)
}

function spanOf(samples: Samples, at: number, rangeMs: number): Span | undefined {
  const from = at - rangeMs
  const { t, v, stale } = between(samples, { from, to: at })
  const seen = (_: number, place: number) => !stale.has(place)
  const [times, values] = [t.filter(seen), v.filter(seen)]
  const count = times.length
  if (count < 2) return undefined
  const [first, last] = [times[0]!, times[count - 1]!]
  const edges = { toStart: (first - from) / 1000, toEnd: (at - last) / 1000 }
  return { count, sampled: (last - first) / 1000, ...edges, first: values[0]!, increase: rise(values) }
}

/** By how much a counter went up; where it falls it was reset, and began at 0. */
function rise(values: Float64Array): number {
  let sum = values.at(-1)! - values[0]!
  for (let place = 1; place < values.length; place += 1) if (values[place]! < values[place - 1]!) sum += values[place - 1]!
  return sum
}

/** How many times longer than between its samples a counter is taken to have risen: to the edges, but for those too far off, and not from below 0. */
function extrapolation({ count, sampled, toStart, toEnd, first, increase: risen }: Span): number {
  const average = sampled / (count - 1)
  const reach = (distance: number) => (distance >= average * NEAR ? average / 2 : distance)
  const sinceZero = risen > 0 && first >= 0 ? sampled * (first / risen) : Number.POSITIVE_INFINITY
  return (sampled + Math.min(reach(toStart), sinceZero) + reach(toEnd)) / sampled
}
