import t from 'tap'
import { alertsCheck } from '../../../src/verdict/checks/alerts.ts'
import { journal } from '../../helpers/journal.ts'

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
  t.match(alertsCheck.judge(of('alerts', { 'at-least': 1 }), counted([0, 2, 0])), { held: true, measured: 2 })
  t.same(alertsCheck.demands(of('alerts', { 'at-least': 1 }), counted([0, 2, 0])), { damage: true, health: false })
  t.match(alertsCheck.judge(of('alerts', { 'at-most': 0 }), counted([0, 2, 0])), { held: false, measured: 2 })
})

t.test('Query that never said is not held', async (t) => {
  t.match(alertsCheck.judge(of('alerts', { 'at-most': 0 }), { ...journal(), sights: [] }), { held: false, measured: null })
})
