import t from 'tap'
import { move } from '../../../../src/runtime/kind/inject/reschedule.ts'
import type { LabRecord } from '../../../../src/storage/labs.ts'
import { type Answer, fakeCluster } from '../../kubernetes/api.ts'

const record: LabRecord = {
  name: 'mine',
  runtime: 'kind',
  settings: { replicas: 2, scrapeIntervalMs: 1000, timing: 'fast', workers: 2 },
  createdAt: '2026-11-24T04:00:00Z',
  state: 'made',
  facts: {},
}
const lease = { id: '1-a', until: 1_800_000_000_000 }
const path = '/api/v1/namespaces/thanos/pods'
const listed = `GET ${path}?labelSelector=thanos-lab.dev/lab=mine`
const label = (node: string, value: string) =>
  `PATCH /api/v1/nodes/${node} {"metadata":{"labels":{"volume.thanos-lab.dev/prometheus-prometheus-1":${value}}}}`
const moved = { kind: 'reschedule', pod: 'prometheus-1', node: 'mine-worker' } as const

/** The second replica, whose volume is on the second worker, where it is now. */
const on =
  (nodeName: string | undefined, status: object = {}): Answer =>
  (method) =>
    method === 'GET'
      ? {
          body: {
            items: [{ metadata: { name: 'prometheus-1', uid: 'u1' }, spec: { ...(nodeName && { nodeName }), containers: [] }, status }],
          },
        }
      : {}

t.test('the timer, an empty folder, the labels; then the pod is made again', async (t) => {
  const { cluster, story } = await fakeCluster(t, on('mine-worker2'))
  await move(cluster, record).begin(moved, lease)
  const claim = 'volume.thanos-lab.dev/prometheus-prometheus-1 mine-worker2'
  t.same(story, [
    listed,
    `startTimer thanos-lab-1-a 1800000000000 thanos prometheus-1 mine-worker ${claim} plane`,
    'run mine-worker /var/thanos-lab/prometheus-prometheus-1',
    label('mine-worker', '""'),
    label('mine-worker2', 'null'),
    `DELETE ${path}/prometheus-1 {"preconditions":{"uid":"u1"}}`,
    'thaw u1',
  ])
})

t.test('and back: a pod that is home already is left alone', async (t) => {
  for (const [node, ended] of [
    ['mine-worker', [`DELETE ${path}/prometheus-1 {"preconditions":{"uid":"u1"}}`, 'thaw u1']],
    ['mine-worker2', []],
    [undefined, []],
  ] as const) {
    const { cluster, story } = await fakeCluster(t, on(node))
    await move(cluster, record).end(moved, lease)
    t.match(story.join('\n'), [label('mine-worker2', '""'), label('mine-worker', 'null'), listed, ...ended].join('\n'))
    t.equal(story.length, 4 + ended.length, 'and no more than that')
  }
})

t.test('verified where it is Ready on that node', async (t) => {
  const ready = { conditions: [{ type: 'Ready', status: 'True' }] }
  for (const [node, status, verified] of [
    ['mine-worker', ready, true],
    ['mine-worker', {}, false],
    ['mine-worker2', ready, false],
    [undefined, {}, false],
  ] as const) {
    const { cluster } = await fakeCluster(t, on(node, status))
    t.match(await move(cluster, record).evidence(moved, lease), { verified })
  }
})

t.test('where its volume is already it cannot be moved to', async (t) => {
  const { cluster, story } = await fakeCluster(t, on('mine-worker2'))
  await t.rejects(move(cluster, record).begin({ ...moved, node: 'mine-worker2' }, lease), { code: 'no-target' })
  t.same(story, [listed])
})
