import t from 'tap'
import { ruleCountCheck } from '../../../src/verdict/checks/rules.ts'
import { journal } from '../../helpers/run.ts'

/** What Query counted before the fault, at the outage, and after the return. */
const counted = (rules: number[]) => {
  const run = journal()
  run.sights.forEach((sight, index) => {
    sight.rules = rules[index] ?? 0
  })
  return run
}
const of = (check: string, limits: Record<string, number>) => ({ of: 'query', check, limits })

t.test('rules that were there stay there', async (t) => {
  t.match(ruleCountCheck.judge(of('rules', { 'at-least': 1 }), counted([1, 1, 1])), {
    held: true,
    measured: 1,
    unit: 'number',
    detail: 'during the outage 1; after the return 1',
  })
  t.match(ruleCountCheck.judge(of('rules', { 'at-least': 1 }), counted([1, 0, 1])), { held: false, measured: 0 })
  t.same(ruleCountCheck.demands(of('rules', { 'at-least': 1 }), counted([1, 0, 1])), { damage: false, health: true })
})

t.test('Query that never said is not held', async (t) => {
  t.match(ruleCountCheck.judge(of('rules', { 'at-most': 9 }), journal()), { held: false, measured: null })
})
