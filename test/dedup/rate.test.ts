import t from 'tap'
import { increase, rate } from '../../src/dedup/rate.ts'
import { replica } from './replicas.ts'

/** Samples every so many seconds from a time on. */
function counter(start: number, step: number, values: number[]) {
  return replica(
    'a',
    values.map((v, index) => [(start + index * step) * 1000, v] as const),
  )
}

// Worked out by hand by the rules that Prometheus documents; windows end at `at`, in seconds.
const cases: [what: string, samples: ReturnType<typeof counter>, at: number, range: number, increase: number | undefined][] = [
  ['to both edges, where samples are near them', counter(1010, 10, [100, 110, 120, 130, 140]), 1055, 50, 50],
  ['a left-open window: the sample on its left edge is not in it', counter(1000, 10, [100, 110, 120, 130, 140, 150]), 1050, 50, 50],
  ['resets are made good', counter(1010, 10, [100, 110, 5, 15, 25]), 1055, 50, 35 * (50 / 40)],
  ['half an average distance, where the edge is far', counter(1030, 10, [100, 110, 120]), 1090, 90, 20 * (30 / 20)],
  ['not from below zero', counter(1009, 10, [2, 12, 22, 32, 42]), 1050, 50, 40 * (43 / 40)],
  ['a counter that stands still', counter(1010, 10, [7, 7, 7, 7, 7]), 1055, 50, 0],
  ['one sample is too few', counter(1010, 10, [7]), 1055, 50, undefined],
  ['none', counter(1010, 10, []), 1055, 50, undefined],
]

t.test('increase and rate, as Prometheus extrapolates', async (t) => {
  for (const [what, samples, at, range, expected] of cases) {
    const risen = increase(samples, at * 1000, range * 1000)
    const perSecond = rate(samples, at * 1000, range * 1000)
    if (expected === undefined) t.same([risen, perSecond], [undefined, undefined], what)
    else t.ok(Math.abs(risen! - expected) < 1e-9 && Math.abs(perSecond! - expected / range) < 1e-9, `${what}: ${risen}`)
  }
})

t.test('stale markers are not part of a window', async (t) => {
  const marked = replica('a', [
    [1000, 10],
    [2000, 20],
    [3000, 'stale'],
    [4000, 40],
  ])
  const clean = replica('a', [
    [1000, 10],
    [2000, 20],
    [4000, 40],
  ])
  t.equal(increase(marked, 5000, 5000), increase(clean, 5000, 5000))
})
