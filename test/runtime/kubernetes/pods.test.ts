import t from 'tap'
import { type ApiPod, readySince, toPod } from '../../../src/runtime/kubernetes/pods.ts'

const started = (at: string) => ({ running: { startedAt: at } })

/** A replica as the API server gives it: a setup container that ended, a sidecar, and Prometheus. */
const replica: ApiPod = {
  metadata: { name: 'prometheus-0', uid: 'u1', labels: { app: 'prometheus' } },
  spec: {
    nodeName: 'lab-control-plane',
    initContainers: [{ name: 'setup' }, { name: 'thanos-sidecar', restartPolicy: 'Always' }],
    containers: [{ name: 'prometheus' }],
  },
  status: {
    conditions: [{ type: 'Ready', status: 'True' }],
    initContainerStatuses: [
      { name: 'setup', ready: true, restartCount: 0, state: { terminated: { exitCode: 0 } } },
      { name: 'thanos-sidecar', containerID: 'containerd://aa', ready: true, restartCount: 0, state: started('2026-11-22T10:00:05Z') },
    ],
    containerStatuses: [
      {
        name: 'prometheus',
        containerID: 'containerd://bb',
        ready: true,
        restartCount: 1,
        state: started('2026-11-22T10:00:09Z'),
        lastState: { terminated: { exitCode: 137, finishedAt: '2026-11-22T10:00:08Z' } },
      },
    ],
  },
}

const changed = (change: (pod: ApiPod) => void): ApiPod => {
  const copy = structuredClone(replica)
  change(copy)
  return copy
}

t.test('a pod with its containers that stay, sidecars first', async (t) => {
  t.same(toPod(replica), {
    name: 'prometheus-0',
    uid: 'u1',
    app: 'prometheus',
    ready: true,
    deleting: false,
    node: 'lab-control-plane',
    containers: [
      { name: 'thanos-sidecar', id: 'aa', running: true, ready: true, restarts: 0 },
      {
        name: 'prometheus',
        id: 'bb',
        running: true,
        ready: true,
        restarts: 1,
        lastExit: { code: 137, at: Date.parse('2026-11-22T10:00:08Z') },
      },
    ],
  })
})

t.test('a container that runs no more: how it ended, not how the one before it did', async (t) => {
  const pod = changed(({ status }) => {
    const prometheus = status?.containerStatuses?.[0]
    if (prometheus !== undefined) prometheus.state = { terminated: { exitCode: 2, finishedAt: '2026-11-22T10:01:00Z' } }
  })
  t.match(toPod(pod).containers[1], { running: false, lastExit: { code: 2, at: Date.parse('2026-11-22T10:01:00Z') } })
})

t.test('why a pod is not ready', async (t) => {
  const notReady = [{ type: 'Ready', status: 'False' }]
  const cases: [name: string, pod: ApiPod, expected: RegExp][] = [
    [
      'no node takes it',
      changed(({ status }) => {
        status!.conditions = [...notReady, { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: '0/1 nodes' }]
      }),
      /^Unschedulable \(0\/1 nodes\)$/,
    ],
    [
      'an image does not come',
      changed(({ status }) => {
        status!.conditions = notReady
        status!.containerStatuses![0] = {
          name: 'prometheus',
          ready: false,
          restartCount: 0,
          state: { waiting: { reason: 'ErrImagePull', message: 'no such host' } },
        }
      }),
      /^prometheus: ErrImagePull \(no such host\)$/,
    ],
    [
      'a probe fails',
      changed(({ status }) => {
        status!.conditions = notReady
        status!.containerStatuses![0]!.ready = false
      }),
      /^prometheus: runs, is not ready yet$/,
    ],
    ['deleted', changed(({ metadata }) => void (metadata.deletionTimestamp = '2026-11-22T10:02:00Z')), /^shutting down$/],
    [
      'kept down',
      changed(
        ({ metadata }) =>
          void Object.assign(metadata, { deletionTimestamp: '2026-11-22T10:02:00Z', finalizers: ['thanos-lab.dev/lease-x'] }),
      ),
      /^deleted, and kept down$/,
    ],
    ['just made', { metadata: { name: 'x', uid: 'u' }, spec: { containers: [] } }, /^Pending$/],
  ]
  for (const [name, pod, expected] of cases) t.match(toPod(pod), { ready: false, reason: expected }, name)
})

const since = (at: string) => ({ 'lab-control-plane': Date.parse(at), 'another-node': Date.parse('2026-11-22T12:00:00Z') })

t.test('what was ready before its node started again is not ready since', async (t) => {
  t.ok(readySince(replica, since('2026-11-22T10:00:05Z')), 'its own node counts')
  t.notOk(readySince(replica, since('2026-11-22T10:00:06Z')), 'the sidecar is older')
  t.notOk(
    readySince(
      changed(({ status }) => void (status!.conditions = [])),
      {},
    ),
  )
  t.ok(readySince(replica, {}))
})
