import t from 'tap'
import { rulesOf } from '../../src/observe/thanos-api.ts'
import { impostorAt } from '../helpers/impostors.ts'

t.test('rules: the same one of two files is one; alerts: those that fire', async (t) => {
  const clock = { type: 'recording', name: 'lab_clock', query: 'time()', labels: { cluster: 'c' } }
  const alert = { type: 'alerting', name: 'Down', query: 'up == 0', alerts: [{ state: 'firing' }, { state: 'pending' }] }
  const groups = [
    { name: 'lab', file: '/pods/0/lab.yaml', rules: [clock, alert] },
    { name: 'lab', file: '/pods/1/lab.yaml', rules: [clock, { ...clock, labels: { cluster: 'c', replica: 'b' } }] },
  ]
  const query = await impostorAt(t, () => ({ status: 200, body: { status: 'success', data: { groups } } }))
  t.same(await rulesOf(query), { rules: 3, alerts: 1 })
  const broken = await impostorAt(t, () => ({ status: 503, body: 'no' }))
  t.same(await rulesOf(broken), { error: '/api/v1/rules answered HTTP 503' })
})
