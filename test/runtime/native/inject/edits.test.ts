import t from 'tap'
import type { Edit } from '../../../../src/runtime/injection.ts'
import { applied, Changes, find } from '../../../../src/runtime/native/inject/config.ts'
import type { Kubelet } from '../../../../src/runtime/native/kubelet.ts'
import type { LabPlan } from '../../../../src/runtime/native/plan.ts'
import type { KubernetesObject } from '../../../../src/topology/load.ts'

const objects = (): KubernetesObject[] => [
  { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, data: { x: 'one', y: 'two' } },
  { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'a' }, spec: { replicas: 1, list: [{ args: ['p', 'q'] }] } },
]
const edit = (kind: Edit['object']['kind'], path: Edit['path'], value: unknown): Edit => ({
  object: { kind, name: 'a' },
  path,
  value,
  before: null,
})

const table: [edits: Edit[], kind: Edit['object']['kind'], shows: object][] = [
  [[edit('ConfigMap', ['data', 'x'], 'new')], 'ConfigMap', { data: { x: 'new', y: 'two' } }],
  [[edit('ConfigMap', ['data', 'z'], 'more')], 'ConfigMap', { data: { x: 'one', y: 'two', z: 'more' } }],
  [[edit('ConfigMap', ['data', 'x'], null)], 'ConfigMap', { data: { y: 'two' } }],
  [[edit('ConfigMap', ['data', 'x'], undefined)], 'ConfigMap', { data: { y: 'two' } }],
  [[edit('Deployment', ['spec', 'replicas'], 0)], 'Deployment', { spec: { replicas: 0, list: [{ args: ['p', 'q'] }] } }],
  [[edit('Deployment', ['spec', 'list', 0, 'args'], [])], 'Deployment', { spec: { replicas: 1, list: [{ args: [] }] } }],
  [[edit('Deployment', ['spec', 'list', 0, 'args', 0], null)], 'Deployment', { spec: { replicas: 1, list: [{ args: ['q'] }] } }],
  [[edit('ConfigMap', ['data', 'x'], '1'), edit('ConfigMap', ['data', 'x'], '2')], 'ConfigMap', { data: { x: '2', y: 'two' } }],
]

t.test('edits are applied in their order, and the objects stay as they were', async (t) => {
  for (const [edits, kind, shows] of table) {
    const before = objects()
    const {
      apiVersion: _version,
      kind: _kind,
      metadata: _metadata,
      ...rest
    } = find(applied(before, [{ kind: 'change', edits }]), { kind, name: 'a' })
    t.strictSame(rest, shows, JSON.stringify(edits.map(({ path, value }) => [path, value])))
    t.strictSame(before, objects())
  }
})

t.test('what is not there is refused by name', async (t) => {
  t.throws(() => find(objects(), { kind: 'ConfigMap', name: 'b' }), { code: 'no-target', message: /no ConfigMap b; it has a$/ })
  t.throws(() => find(objects(), { kind: 'Service', name: 'b' }), { code: 'no-target', message: /it has none/ })
  t.throws(() => applied(objects(), [{ kind: 'change', edits: [edit('ConfigMap', ['spec', 'x', 'y'], 1)] }]), {
    code: 'no-target',
    message: /ConfigMap a has no spec\.x/,
  })
})

t.test('the objects are read once, however many ask at the same time; again where that failed', async (t) => {
  const plan: LabPlan = { lab: 'x', folder: '/lab', namespace: 'n', programs: {}, slots: [], relays: [] }
  let reads = 0
  const changes = new Changes({ plan } as Kubelet, async () => {
    reads += 1
    if (reads === 1) throw new Error('not now')
    return objects()
  })
  const ask = () => changes.object({ kind: 'ConfigMap', name: 'a' })
  await t.rejects(ask(), /not now/)
  const answers = await Promise.all([ask(), ask(), ask()])
  t.same(answers, [objects()[0], objects()[0], objects()[0]])
  t.equal(reads, 2)
})
