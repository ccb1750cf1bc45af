import t from 'tap'
import type { Sample } from '../../../src/model/run.ts'
import { gapCountCheck } from '../../../src/verdict/checks/gap-count.ts'
import { judgeOne, type Parts, setMerged, setOwn } from '../../helpers/parts.ts'
import { at, EDGE, own } from '../../helpers/run.ts'

const judged = (of: string, limits: Record<string, number>, change?: (parts: Parts) => void) => judgeOne(gapCountCheck, of, limits, change)

t.test('how many gaps, in the snapshot with the most', async (t) => {
  t.same(judged('merged', { 'at-most': 1 }), {
    check: 'gap-count',
    series: 'merged',
    passed: true,
    measured: 1,
    unit: 'number',
    expected: 'at most 1',
    detail: 'during the outage 0; after recovery 1',
  })
  t.match(judged('merged', { 'at-most': 0 }), { passed: false, measured: 1 })
  t.match(judged('victim', { 'at-least': 1 }), { passed: true, measured: 1 }, 'the silence of a dead replica is not counted')
  t.match(judged('naive', { 'at-least': 1 }), { measured: 1 })
})

t.test('every third scrape failed', async (t) => {
  const flapping: Sample[] = own('prometheus-1', 43.2).filter((_, index) => index % 3 !== 1)
  const finding = judged('merged', { 'at-least': 14 }, ({ run }) =>
    run.snapshots.forEach((snapshot) =>
      setMerged(
        snapshot,
        flapping.filter(([time]) => time <= snapshot.window.to),
      ),
    ),
  )
  t.match(finding, { passed: true, measured: 14, detail: /^during the outage 8; after recovery 14$/ })
})

t.test('nothing to count in has not passed', async (t) => {
  t.match(judged('nobody', { 'at-most': 0 }), { passed: false, measured: null })
  t.match(
    judged('merged', { 'at-most': 0 }, ({ run }) => run.snapshots.forEach(({ window }) => (window.to = EDGE))),
    { passed: false, measured: null },
    'a snapshot without a length',
  )
  t.match(
    judged('victim', { 'at-least': 0 }, ({ run }) => run.snapshots.forEach((snapshot) => setOwn(snapshot, 'prometheus-0', []))),
    { passed: false, measured: null },
  )
  t.match(judged('merged', {}), { passed: false })
})

t.test('a sample outside of the window fills no gap', async (t) => {
  t.match(
    judged('merged', { 'at-least': 1 }, ({ run }) => run.snapshots.forEach((snapshot) => setMerged(snapshot, [[at(-5), '1']]))),
    { passed: true, measured: 1 },
  )
})
