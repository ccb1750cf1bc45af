import t from 'tap'
import { firingAlertsCheck } from '../../../src/verdict/checks/rules.ts'
import { journal } from '../../helpers/run.ts'

/** What Query counted before the fault, at the outage, and after the return. */
const counted = (alerts: number[]) => {
  const run = journal()
  run.sights.forEach((sight, index) => {
    sight.alerts = alerts[index] ?? 0
  })
  return run
}
const of = (check: string, limits: Record<string, number>) => ({ of: 'query', check, limits })

t.test('damage shows at one look', async (t) => {
  t.match(firingAlertsCheck.judge(of('alerts', { 'at-least': 1 }), counted([0, 2, 0])), { held: true, measured: 2 })
  t.same(firingAlertsCheck.demands(of('alerts', { 'at-least': 1 }), counted([0, 2, 0])), { damage: true, health: false })
  t.match(firingAlertsCheck.judge(of('alerts', { 'at-most': 0 }), counted([0, 2, 0])), { held: false, measured: 2 })
})

t.test('Query that never said is not held', async (t) => {
  t.match(firingAlertsCheck.judge(of('alerts', { 'at-most': 0 }), { ...journal(), sights: [] }), { held: false, measured: null })
})
