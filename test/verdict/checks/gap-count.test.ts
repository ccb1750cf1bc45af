import t from 'tap'
import type { Journal, Sample } from '../../../src/model/run.ts'
import { gapCountCheck } from '../../../src/verdict/checks/gap-count.ts'
import { at, EDGE, journal, own } from '../../helpers/run.ts'

const judged = (of: string, limits: Record<string, number>, change: (run: Journal) => void = () => {}) => {
  const run = journal()
  change(run)
  return gapCountCheck.judge({ of, check: 'gap-count', limits }, run)
}

t.test('how many gaps, in the look with the most', async (t) => {
  t.same(judged('merged', { 'at-most': 1 }), {
    check: 'gap-count',
    series: 'merged',
    held: true,
    measured: 1,
    unit: 'number',
    expected: 'at most 1',
    detail: 'during the outage 0; after the return 1',
  })
  t.match(judged('merged', { 'at-most': 0 }), { held: false, measured: 1 })
  t.match(judged('struck', { 'at-least': 1 }), { held: true, measured: 1 }, 'the silence of a dead replica is not counted')
  t.match(judged('naive', { 'at-least': 1 }), { measured: 1 })
})

t.test('every third scrape failed', async (t) => {
  const flapping: Sample[] = own('prometheus-1', 43.2).filter((_, index) => index % 3 !== 1)
  const finding = judged('merged', { 'at-least': 14 }, ({ series }) =>
    series.merged?.looks.forEach((look) => (look.samples = flapping.filter(([time]) => time <= look.to))),
  )
  t.match(finding, { held: true, measured: 14, detail: /^during the outage 8; after the return 14$/ })
})

t.test('nothing to count in is not held', async (t) => {
  t.match(judged('nobody', { 'at-most': 0 }), { held: false, measured: null })
  t.match(
    judged('merged', { 'at-most': 0 }, ({ series }) => series.merged?.looks.forEach((look) => (look.to = EDGE))),
    { held: false, measured: null },
    'a look without a length',
  )
  t.match(
    judged('struck', { 'at-least': 0 }, ({ series }) => series.struck?.looks.forEach((look) => (look.samples = []))),
    { held: false, measured: null },
  )
  t.match(judged('merged', {}), { held: false })
})

t.test('a sample outside of the look fills no hole', async (t) => {
  t.match(
    judged('merged', { 'at-least': 1 }, ({ series }) => series.merged?.looks.forEach((look) => (look.samples = [[at(-5), '1']]))),
    { held: true, measured: 1 },
  )
})
