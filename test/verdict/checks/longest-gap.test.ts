import t from 'tap'
import { resolveDurations } from '../../../src/model/duration.ts'
import { valueTypes } from '../../../src/scenario/value-types.ts'
import { longestGapCheck } from '../../../src/verdict/checks/longest-gap.ts'
import { drop, judgeOne, type Parts, setNaive } from '../../helpers/parts.ts'
import { iso, own } from '../../helpers/run.ts'

const judged = (of: string, limits: Record<string, number>, change?: (parts: Parts) => void) =>
  judgeOne(longestGapCheck, of, limits, change)

t.test('the longest of all snapshots, with its place relative to the fault', async (t) => {
  t.same(judged('merged', { 'at-most': 3000 }), {
    check: 'longest-gap',
    series: 'merged',
    passed: true,
    measured: 2.701,
    unit: 'seconds',
    expected: 'at most 3 s (3 scrapes)',
    detail: 'during the outage 1.00 s; after recovery 2.70 s, from 0.34 s before to 2.37 s after the kill',
  })
})

t.test('of several faults, it is relative to the one that it may come from', async (t) => {
  const later = { injectedAt: iso(33), healedAt: iso(35), fault: 'freeze' }
  const finding = judged('merged', { 'at-most': 3000 }, ({ run, kill }) => run.faults.push({ ...kill, ...later }))
  t.match(finding.detail, /from 0\.34 s before to 2\.37 s after the kill$/)
})

t.test('a replica that did not answer at a snapshot was not measured by it', async (t) => {
  t.match(judged('victim', { 'at-least': 5000 }), {
    passed: true,
    measured: 13,
    detail: 'after recovery 13.0 s, from 0.34 s before to 12.7 s after the kill',
  })
})

t.test('of the answers of the Service, the worst', async (t) => {
  const onlyOne = Array.from({ length: 20 }, (_, index) => own(index === 7 ? 'prometheus-0' : 'prometheus-1', 43.2))
  t.match(
    judged('naive', { 'at-most': 3000 }, ({ after }) => setNaive(after, onlyOne)),
    { passed: false, measured: 13 },
  )
})

t.test('limits allow a tenth of an interval both ways', async (t) => {
  for (const [limits, passed] of [
    [{ 'at-most': 2700 }, true],
    [{ 'at-most': 2601 }, true],
    [{ 'at-most': 2600 }, false],
    [{ 'at-least': 2801 }, true],
    [{ 'at-least': 2802 }, false],
    [{ 'at-least': 2000, 'at-most': 3000 }, true],
    [{ 'at-least': 2900, 'at-most': 3000 }, false],
    [{ 'at-most': Number.NaN }, false],
    [{}, false],
  ] as [Record<string, number>, boolean][])
    t.equal(judged('merged', limits).passed, passed, JSON.stringify(limits))
})

t.test('what cannot be measured has not passed', async (t) => {
  t.match(judged('nobody', { 'at-most': 3000 }), { passed: false, measured: null })
  t.match(
    judged('victim', { 'at-least': 1 }, ({ run }) => drop(run, 'after')),
    { passed: false, measured: null },
  )
  const backwards = judged('merged', { 'at-most': 3000 }, ({ run }) => run.snapshots.forEach(({ window }) => (window.to = window.from)))
  t.match(backwards, { passed: false, measured: null })
})

t.test('the limits of a scenario file', async (t) => {
  const limits = longestGapCheck.limits(valueTypes)
  t.same(resolveDurations(limits.parse({ 'at-most': '3 scrapes' }), 2000), { 'at-most': 6000 })
  for (const bad of [{}, { atmost: '3s' }, { 'at-most': 3000 }, { 'at-least': undefined }, null])
    t.equal(limits.safeParse(bad).success, false, JSON.stringify(bad))
})
