import t from 'tap'
import { gapsByInterval, ownIntervals } from '../../../src/report/timeline/intervals.ts'
import type { Sample } from '../../../src/model/run.ts'
import type { SeriesView } from '../../../src/verdict/analysis.ts'

/** A sample at each of these times, seconds. */
const at = (...times: number[]) => times.map((time): Sample => [time, '1'])
const every = (step: number, from: number, to: number) =>
  Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, index) => from + step * index)
const view = (replicas: Record<string, Sample[]>, ups: Record<string, Sample[]> = {}) => ({ replicas, ups }) as unknown as SeriesView

t.test('a replica that scrapes less often than the lab does: its ordinary distance is no gap', async (t) => {
  const slow = at(...every(1, 100, 110), ...every(4, 114, 138), ...every(4, 150, 170))
  const own = ownIntervals([view({ fine: at(...every(1, 100, 170)), slow })], 1000)!
  t.same([own('fine', 120), own('slow', 120), own('slow', 103)], [1000, 4000, 1000])
  const gaps = gapsByInterval(slow, { from: 100, to: 171 }, (time) => own('slow', time))
  t.same(
    gaps.map(({ from, to }) => [from, to]),
    [[138, 150]],
  )
  t.same(
    gapsByInterval([], { from: 100, to: 171 }, () => 1000),
    [{ from: 100, to: 171, seconds: 71 }],
    'not one sample',
  )
})

t.test('scrapes that fail are scrapes: the interval is that of `up`', async (t) => {
  const samples = at(...every(1, 100, 105), ...every(4, 106, 130))
  const ups = at(...every(1, 100, 130))
  t.equal(ownIntervals([view({ fine: samples }, { fine: ups })], 1000), undefined, 'one interval is enough')
})
