import t from 'tap'
import { drain } from '../../src/faults/drain.ts'
import { stopNode } from '../../src/faults/stop-node.ts'
import type { Lab } from '../../src/runtime/runtime.ts'

const pod = (name: string, app: string, node?: string) => ({
  name,
  app,
  uid: name,
  ready: true,
  deleting: false,
  containers: [],
  ...(node === undefined ? {} : { node }),
})
const all = [
  pod('prometheus-0', 'prometheus', 'a'),
  pod('prometheus-1', 'prometheus', 'b'),
  pod('thanos-query-x', 'thanos-query', 'a'),
  pod('adrift', 'thanos-query'),
]
const lab = { name: 'x', settings: { replicas: 2 }, pods: async () => all, admit: async () => {} } as unknown as Lab

t.test('stopping a node hits every pod on it', async (t) => {
  const pods = ['prometheus-0', 'thanos-query-x']
  t.match(await stopNode.plan(lab, { 'node-of': 'prometheus-0' }, '1'), { target: 'a', replica: 'prometheus-0', pods })
  t.match(await stopNode.plan(lab, { 'node-of': 'thanos-query-x' }, '1'), { target: 'a', replica: 'prometheus-0', pods })
  t.match(await stopNode.plan(lab, { 'node-of': 'prometheus-1' }, '1'), { target: 'b', replica: 'prometheus-1', pods: ['prometheus-1'] })
  await t.rejects(stopNode.plan(lab, { 'node-of': 'adrift' }, '1'), { code: 'no-target', message: /adrift is on no node/ })
})

t.test('a drain hits the pods that it evicts; one that its budget blocks hits none', async (t) => {
  const args = { 'node-of': 'prometheus-0', pods: 'prometheus' }
  t.match(await drain.plan(lab, args, '1'), { replica: 'prometheus-0', pods: ['prometheus-0'] })
  const blocked = await drain.plan(lab, { ...args, blocked: true }, '1')
  t.same([blocked.replica, blocked.pods], [undefined, undefined])
})
