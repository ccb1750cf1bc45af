import t from 'tap'
import { z } from 'zod'
import type { FaultEntry, Journal } from '../../../src/model/run.ts'
import { valueTypes } from '../../../src/scenario/value-types.ts'
import { longestGapCheck } from '../../../src/verdict/checks/longest-gap.ts'
import { iso, journal } from '../../helpers/run.ts'

const judged = (of: string, limits: Record<string, number>, change: (run: Journal) => void = () => {}) => {
  const run = journal()
  change(run)
  return longestGapCheck.judge({ of, check: 'longest-gap', limits }, run)
}

t.test('the longest of all looks, with its place told from the fault', async (t) => {
  t.same(judged('merged', { 'at-most': 3000 }), {
    check: 'longest-gap',
    series: 'merged',
    held: true,
    measured: 2.701,
    expected: 'at most 3 s (3 scrapes)',
    detail: 'during the outage 1.00 s; after the return 2.70 s, from 0.34 s before to 2.37 s after the kill',
  })
})

t.test('of several faults, it is told from the one that it may come from', async (t) => {
  const later = { injectedAt: iso(33), healedAt: iso(35), fault: 'freeze' }
  const finding = judged('merged', { 'at-most': 3000 }, ({ faults }) => faults.push({ ...(faults[0] as FaultEntry), ...later }))
  t.match(finding.detail, /from 0\.34 s before to 2\.37 s after the kill$/)
})

t.test('a replica that was dead in a look was not measured by it', async (t) => {
  t.match(judged('struck', { 'at-least': 5000 }), {
    held: true,
    measured: 13,
    detail: 'after the return 13.0 s, from 0.34 s before to 12.7 s after the kill',
  })
})

t.test('of the answers of the Service, the worst', async (t) => {
  const tidy = judged('naive', { 'at-most': 3000 }, ({ series }) => {
    const after = series.naive?.looks.at(-1)
    if (after !== undefined) after.samples = after.answers?.[4] ?? []
  })
  t.match(tidy, { held: false, measured: 13 })
})

t.test('limits allow a tenth of an interval both ways', async (t) => {
  for (const [limits, held] of [
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
    t.equal(judged('merged', limits).passed, held, JSON.stringify(limits))
})

t.test('what cannot be measured is not held', async (t) => {
  t.match(judged('nobody', { 'at-most': 3000 }), { held: false, measured: null })
  t.match(
    judged('struck', { 'at-least': 1 }, ({ series }) => delete series.struck?.looks.splice(1)[0]),
    { held: false, measured: null },
  )
  const backwards = judged('merged', { 'at-most': 3000 }, ({ series }) => series.merged?.looks.forEach((look) => (look.to = look.from)))
  t.match(backwards, { held: false, measured: null })
})

t.test('the limits of a scenario file', async (t) => {
  const limits = longestGapCheck.limits({ ...valueTypes(1000), duration: z.string().transform(Number) })
  t.same(limits.parse({ 'at-most': '3000' }), { 'at-most': 3000 })
  for (const bad of [{}, { atmost: '3000' }, { 'at-most': 3000 }, { 'at-least': undefined }, null])
    t.equal(limits.safeParse(bad).success, false, JSON.stringify(bad))
})
