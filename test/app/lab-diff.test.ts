import t from 'tap'
import { canonical, labDifferences, differenceText, lastingObject, lastingRules, repairCommand } from '../../src/app/lab-diff.ts'

t.test('what is not as it was', async (t) => {
  t.same(labDifferences({ a: '1', b: '2' }, { b: '2', a: '1' }), [])
  const changed = labDifferences({ a: '1', b: '2', c: '3' }, { a: '1', b: 'x', d: '4' })
  t.same(changed.map(differenceText), ['b (changed)', 'c (gone)', 'd (new)'])
})

t.test('what cannot be read is not the same, not even twice', async (t) => {
  const away = { unreadable: 'HTTP 503' }
  for (const [before, after] of [['1', away] as const, [away, '1'] as const, [away, away] as const])
    t.same(labDifferences({ a: before }, { a: after }).map(differenceText), ['a (cannot be read: HTTP 503)'])
  t.same(labDifferences({ a: 'cannot be read: x' }, { a: 'cannot be read: x' }), [], 'a text that was read is no trouble, whatever it says')
})

const object = (metadata: object, replicas: number) => ({
  apiVersion: 'apps/v1',
  kind: 'StatefulSet',
  metadata: { name: 'prometheus', ...metadata },
  spec: { replicas },
})

t.test('an object is what somebody wrote, not what the API server keeps about it', async (t) => {
  const before = lastingObject({ ...object({ generation: 1, resourceVersion: '7', uid: 'u' }, 2), status: { readyReplicas: 2 } })
  const revised = { generation: 5, resourceVersion: '99', annotations: { 'deployment.kubernetes.io/revision': '3' } }
  t.equal(lastingObject({ ...object(revised, 2), status: { readyReplicas: 1 } }), before)
  for (const other of [object({}, 1), object({ labels: { a: 'b' } }, 2), object({ annotations: { 'thanos-lab.dev/x': '1' } }, 2)])
    t.not(lastingObject(other), before)
})

const rules = (query: string, at: string) => ({
  groups: [{ name: 'lab', interval: 1, lastEvaluation: at, rules: [{ name: 'lab_clock', query, type: 'recording', evaluationTime: at }] }],
})

t.test('rules are the same after another evaluation, and others after another rule', async (t) => {
  t.equal(lastingRules(rules('time()', '1')), lastingRules(rules('time()', '2')))
  t.not(lastingRules(rules('time()', '1')), lastingRules(rules('time() + 1', '1')))
  t.not(lastingRules(rules('time()', '1')), lastingRules({ groups: [] }))
})

t.test('keys have no order, lists have', async (t) => {
  t.equal(canonical({ b: [1, { d: 1, c: 2 }], a: null }), canonical({ a: null, b: [1, { c: 2, d: 1 }] }))
  t.not(canonical([1, 2]), canonical([2, 1]))
})

const changedThing = (thing: string) => ({ thing, how: 'changed' })

t.test('the command that fixes it', async (t) => {
  t.equal(repairCommand([changedThing('open faults'), changedThing('status')], 'x'), 'thanos-lab heal --name x')
  t.equal(repairCommand([{ thing: 'the lab', how: 'gone' }], 'thanos-lab'), 'thanos-lab up')
  t.equal(repairCommand([changedThing('flags of prometheus-0')], 'thanos-lab'), 'thanos-lab down, then thanos-lab up')
})
