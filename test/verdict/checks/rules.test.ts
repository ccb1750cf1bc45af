import t from 'tap'
import { firingAlertsCheck, ruleCountCheck } from '../../../src/verdict/checks/rules.ts'
import { analyseRun } from '../../../src/verdict/analysis.ts'
import { findingIn } from '../../helpers/parts.ts'
import { runRecord } from '../../helpers/run.ts'

/** What Query counted before the fault, during the outage, and after recovery. */
const counted = (what: 'rules' | 'alerts', numbers: number[]) => {
  const run = runRecord()
  run.snapshots.forEach((snapshot, index) => {
    snapshot[what] = numbers[index] ?? 0
  })
  return run
}

t.test('rules that were there stay there', async (t) => {
  t.match(findingIn(counted('rules', [1, 1, 1]), ruleCountCheck, 'query', { 'at-least': 1 }), {
    passed: true,
    measured: 1,
    unit: 'number',
    detail: 'during the outage 1; after recovery 1',
  })
  const lost = counted('rules', [1, 0, 1])
  t.match(findingIn(lost, ruleCountCheck, 'query', { 'at-least': 1 }), { passed: false, measured: 0 })
  const expectation = { of: 'query', check: 'rule-count', limits: { 'at-least': 1 } }
  t.same(ruleCountCheck.demands(expectation, analyseRun(lost)), { damage: false, health: true })
})

t.test('rules that Query never said have not passed', async (t) => {
  t.match(findingIn(runRecord(), ruleCountCheck, 'query', { 'at-most': 9 }), { passed: false, measured: null })
})

t.test('alerts: damage shows at one snapshot', async (t) => {
  const fired = counted('alerts', [0, 2, 0])
  t.match(findingIn(fired, firingAlertsCheck, 'query', { 'at-least': 1 }), { passed: true, measured: 2 })
  const expectation = { of: 'query', check: 'firing-alerts', limits: { 'at-least': 1 } }
  t.same(firingAlertsCheck.demands(expectation, analyseRun(fired)), { damage: true, health: false })
  t.match(findingIn(fired, firingAlertsCheck, 'query', { 'at-most': 0 }), { passed: false, measured: 2 })
})

t.test('alerts that Query never said have not passed', async (t) => {
  t.match(findingIn({ ...runRecord(), snapshots: [] }, firingAlertsCheck, 'query', { 'at-most': 0 }), { passed: false, measured: null })
})
