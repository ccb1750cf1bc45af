import t from 'tap'
import type { LabError } from '../../../src/lib/errors.ts'
import { sendRequest } from '../../../src/lib/http.ts'
import type { Capability } from '../../../src/model/lab-defaults.ts'
import type { Cluster } from '../../../src/runtime/kubernetes/api.ts'
import { keepPodDown } from '../../../src/runtime/kubernetes/inject/keep-down.ts'
import { mustBeOurs } from '../../../src/runtime/kubernetes/identity.ts'
import { kubernetesLab } from '../../../src/runtime/kubernetes/lab.ts'
import type { LabRecord } from '../../../src/storage/labs.ts'
import { type Answer, fakeCluster } from './api.ts'

const record: LabRecord = {
  name: 'mine',
  runtime: 'kind',
  settings: { replicas: 2, scrapeIntervalMs: 1000, timing: 'fast', workers: 0 },
  createdAt: '2026-11-22T10:00:00Z',
  state: 'made',
  facts: {},
}

const labOn = (cluster: Cluster, capabilities: Capability[] = ['reconfigure', 'keep-down']) =>
  kubernetesLab(record, cluster, {
    capabilities: new Set(capabilities),
    injectors: { 'keep-down': async () => keepPodDown(cluster) },
    urls: () => ({ query: '', replicas: {} }),
    wipe: async () => {},
    identify: () => mustBeOurs(cluster, { lab: 'mine', id: 'a1' }),
    down: async () => {},
  })
const pod = { name: 'prometheus-0', uid: 'u1' }
const lease = { id: '20261122T100000Z-Kill_1', until: 4_000_000_000_000 }
const keepDown = { kind: 'keep-down', pod } as const
const apiPod = (metadata: object) => ({ metadata: { name: pod.name, uid: pod.uid, ...metadata }, spec: { containers: [] } })
/** A pod whose Prometheus is in that state. */
const inState = (state: object) => ({
  ...apiPod({}),
  spec: { nodeName: 'node-1', containers: [] },
  status: { containerStatuses: [{ name: 'prometheus', containerID: 'containerd://abc', ready: true, restartCount: 0, state }] },
})
const answering =
  (status: number, body: unknown = {}): Answer =>
  () => ({ status, body })

t.test('pods: only those with the label of the lab, in the order of their names', async (t) => {
  const items = [apiPod({ name: 'prometheus-1' }), apiPod({})]
  const { cluster, story } = await fakeCluster(t, answering(200, { items }))
  t.match(await labOn(cluster).pods(), [{ name: 'prometheus-0' }, { name: 'prometheus-1' }])
  t.same(story, ['GET /api/v1/namespaces/thanos/pods?labelSelector=thanos-lab.dev/lab=mine'])
})

const node = (name: string, status: string, spec: object) => ({
  metadata: { name },
  spec,
  status: { conditions: [{ type: 'Ready', status }] },
})

t.test('nodes: which are Ready, which take pods', async (t) => {
  const items = [node('b', 'Unknown', {}), node('a', 'True', { unschedulable: true }), { metadata: { name: 'c' }, spec: {} }]
  const { cluster } = await fakeCluster(t, answering(200, { items }))
  t.same(await labOn(cluster).nodes(), [
    { name: 'a', ready: true, schedulable: false },
    { name: 'b', ready: false, schedulable: true },
    { name: 'c', ready: false, schedulable: true },
  ])
})

t.test('keep-down sets the timer first, then takes the name of that very pod, and leaves it as it is', async (t) => {
  const { cluster, story } = await fakeCluster(t, answering(200))
  await labOn(cluster).inject(keepDown, lease)
  t.same(story, [
    'startTimer thanos-lab-20261122t100000z-kill-1 4000000000000 thanos prometheus-0 plane',
    'PATCH /api/v1/namespaces/thanos/pods/prometheus-0 {"metadata":{"uid":"u1","finalizers":["thanos-lab.dev/keep-down-20261122t100000z-kill-1"]}}',
  ])
})

t.test('a pod is deleted by its uid', async (t) => {
  const { cluster, story } = await fakeCluster(t, answering(200))
  await labOn(cluster).deletePod(pod)
  t.same(story, ['DELETE /api/v1/namespaces/thanos/pods/prometheus-0 {"gracePeriodSeconds":0,"preconditions":{"uid":"u1"}}', 'thaw u1'])
})

t.test('a pod that is another by now is neither kept down nor deleted, and no timer stays', async (t) => {
  const { cluster, story } = await fakeCluster(t, answering(409))
  await t.rejects(labOn(cluster).inject(keepDown, lease), { code: 'no-target', message: /prometheus-0 \(uid u1\) is not there/ })
  t.match(story.at(-1), /^stopTimer/)
  await t.rejects(labOn(cluster).deletePod(pod), { code: 'no-target' })
})

t.test('the end of a keep-down: the finalizer of that id, and nothing to do where the pod is gone or another', async (t) => {
  for (const status of [200, 404, 409]) {
    const { cluster, story } = await fakeCluster(t, answering(status))
    await labOn(cluster).endInjection(keepDown, lease)
    t.match(story, [/"uid":"u1","\$deleteFromPrimitiveList\/finalizers":\["thanos-lab.dev\/keep-down-2026/, /^stopTimer thanos-lab-2026/])
  }
})

t.test('a keep-down is verified by the finalizer of its own on that very pod', async (t) => {
  const own = 'thanos-lab.dev/keep-down-20261122t100000z-kill-1'
  const cases: [what: string, answer: Answer, verified: boolean][] = [
    ['it runs', answering(200, apiPod({ finalizers: [own] })), true],
    ['it is deleted', answering(200, apiPod({ finalizers: [own], deletionTimestamp: 'x' })), true],
    ['another keeps it', answering(200, apiPod({ finalizers: ['thanos-lab.dev/keep-down-other'] })), false],
    ['nobody keeps it', answering(200, apiPod({})), false],
    ['it is replaced', answering(200, apiPod({ uid: 'u2', finalizers: [own] })), false],
    ['it is away', answering(404), false],
  ]
  for (const [what, answer, verified] of cases) {
    const { cluster } = await fakeCluster(t, answer)
    t.match(await labOn(cluster).injectionEvidence(keepDown, lease), { verified, detail: /./ }, what)
  }
})

t.test('gone is verified by the API and the processes together', async (t) => {
  const cases: [what: string, answer: Answer, running: string[], verified: boolean, facts: object][] = [
    ['there and alive', answering(200, apiPod({})), ['a', 'b'], false, { runningTasks: 2, inApi: 'there' }],
    ['there, its processes just ended', answering(200, apiPod({})), [], false, { inApi: 'there' }],
    ['deleted, still alive', answering(200, apiPod({ deletionTimestamp: 'x' })), ['a'], false, { runningTasks: 1, inApi: 'deleted' }],
    ['deleted and held', answering(200, apiPod({ deletionTimestamp: 'x' })), [], true, { runningTasks: 0, inApi: 'deleted' }],
    ['replaced', answering(200, apiPod({ uid: 'u2' })), [], true, { oldUid: 'u1', newUid: 'u2' }],
    ['replaced, still alive', answering(200, apiPod({ uid: 'u2' })), ['a'], false, { newUid: 'u2' }],
    ['away', answering(404), [], true, { inApi: 'gone' }],
  ]
  for (const [what, answer, running, verified, facts] of cases) {
    const { cluster } = await fakeCluster(t, answer, running)
    t.match(await labOn(cluster).gone(pod), { verified, facts }, what)
  }
})

t.test('a signal goes to the container that runs now, and to none where it does not run', async (t) => {
  const alive = await fakeCluster(t, answering(200, inState({ running: { startedAt: '' } })))
  await labOn(alive.cluster).kill({ pod: pod.name, container: 'prometheus' }, 'SIGKILL')
  t.equal(alive.story.at(-1), 'signal node-1 abc SIGKILL')
  const dead = await fakeCluster(t, answering(200, inState({ terminated: { exitCode: 137 } })))
  await t.rejects(labOn(dead.cluster).kill({ pod: pod.name, container: 'prometheus' }, 'SIGKILL'), { code: 'no-target' })
  await t.rejects(labOn(dead.cluster).kill({ pod: pod.name, container: 'other' }, 'SIGKILL'), { code: 'no-target' })
  const away = await fakeCluster(t, answering(404))
  await t.rejects(labOn(away.cluster).kill({ pod: pod.name, container: 'prometheus' }, 'SIGKILL'), { code: 'no-target' })
})

t.test('every part through the proxy of the API server, each by one address', async (t) => {
  const { cluster, story } = await fakeCluster(t, answering(200))
  const lab = labOn(cluster)
  for (const part of ['query', 'service', 'prometheus-1']) await sendRequest(lab.address(part), '/-/ready', { timeoutMs: 5000 })
  const namespace = 'GET /api/v1/namespaces/thanos'
  t.same(story, [
    `${namespace}/services/thanos-query:http/proxy/-/ready`,
    `${namespace}/services/prometheus:http/proxy/-/ready`,
    `${namespace}/pods/prometheus-1:9090/proxy/-/ready`,
  ])
  t.equal(lab.address('query'), lab.address('query'), 'whose connection is kept')
})

t.test('an API server that does not answer: what is known of why, else that it does not', async (t) => {
  const { cluster } = await fakeCluster(t, answering(500, { message: 'etcd is away' }))
  await t.rejects(labOn(cluster).pods(), { code: 'lab-broken', message: /500 .*etcd is away/ })
  const dead = { ...cluster, api: { url: 'http://127.0.0.1:9' } }
  await t.rejects(labOn(dead).pods(), { code: 'lab-broken', message: /no answer: ECONNREFUSED/ })
  const why = { code: 'docker-gone', message: 'gone' } as LabError
  await t.rejects(labOn({ ...dead, whySilent: async () => why }).pods(), { code: 'docker-gone' })
  const aborted = Object.assign(new Error('The user aborted a request.'), { name: 'AbortError' })
  const slow = { ...cluster, client: async () => ({ core: { deleteNamespacedPod: () => Promise.reject(aborted) } }) as never }
  await t.rejects(labOn(slow).deletePod(pod), { code: 'lab-broken', message: /no answer: not within 5000 ms/ })
})

const named = (labels: object) => ({ metadata: { name: 'thanos', labels } })

t.test('a cluster without the mark of the lab is another’s', async (t) => {
  const [lab, id] = ['thanos-lab.dev/lab', 'thanos-lab.dev/id']
  const ours = await fakeCluster(t, answering(200, named({ [lab]: 'mine', [id]: 'a1' })))
  await labOn(ours.cluster).identify()
  const others: Answer[] = [
    answering(200, named({ [lab]: 'mine', [id]: 'b2' })),
    answering(200, named({ [id]: 'a1' })),
    answering(200, { metadata: { name: 'thanos' } }),
    answering(404),
    answering(403),
  ]
  for (const answer of others) {
    const { cluster, story } = await fakeCluster(t, answer)
    await t.rejects(labOn(cluster).identify(), { code: 'foreign', message: /is not the lab "mine"; nothing was done to it/ })
    t.same(story, ['GET /api/v1/namespaces/thanos'])
  }
  const broken = await fakeCluster(t, answering(200, { kind: 'nonsense' }))
  await t.rejects(labOn(broken.cluster).identify(), { code: 'lab-broken' })
})
