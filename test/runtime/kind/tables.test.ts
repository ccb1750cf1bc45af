import t from 'tap'
import { kindConfig, planOf } from '../../../src/runtime/kind/config.ts'
import { fullName } from '../../../src/runtime/kind/image-name.ts'
import { cgroupRefusal } from '../../../src/runtime/kind/missing.ts'
import { versionInTag } from '../../../src/runtime/kind/node-image.ts'
import { runningTask } from '../../../src/runtime/kind/nodes.ts'

const settings = { replicas: 2, scrapeIntervalMs: 1000, timing: 'fast' as const, workers: 2 }

t.test('an image by the name that containerd keeps it under', async (t) => {
  const names: Record<string, string> = {
    'quay.io/thanos/thanos:v0.42.4': 'quay.io/thanos/thanos:v0.42.4',
    'prom/prometheus:v3': 'docker.io/prom/prometheus:v3',
    busybox: 'docker.io/library/busybox:latest',
    'localhost/mine:1': 'localhost/mine:1',
    'registry:5000/a/b': 'registry:5000/a/b:latest',
    'quay.io/a/b@sha256:00': 'quay.io/a/b@sha256:00',
  }
  for (const [image, expected] of Object.entries(names)) t.equal(fullName(image), expected)
})

t.test("a node image's Kubernetes, by its tag", async (t) => {
  const tags: [image: string, version: string | undefined][] = [
    ['kindest/node:v1.37.0@sha256:a1ed56cfb0e7', '1.37.0'],
    ['localhost/kind-node:v1.34.4', '1.34.4'],
    ['registry:5000/kindest/node:v1.33', '1.33'],
    ['kindest/node:v1.35.0-beta.1', '1.35.0'],
    ['kindest/node', undefined],
    ['kindest/node:latest', undefined],
    ['registry:5000/node', undefined],
  ]
  for (const [image, version] of tags) t.equal(versionInTag(image), version, image)
})

t.test('cgroup v1 takes Kubernetes up to 1.34', async (t) => {
  t.equal(cgroupRefusal('i', '1.34.4'), undefined)
  t.match(cgroupRefusal('the-image', '1.35.0'), /cgroup v1.*the-image is Kubernetes 1\.35\.0.*--node-image/)
  t.match(cgroupRefusal('the-image', undefined), /cannot be told/)
})

t.test("kind's configuration: ports on this machine only, and the workers with the volumes that they lease", async (t) => {
  t.match(JSON.parse(kindConfig(planOf(settings, { lab: 'mine', id: 'a1' }), { query: 4001, service: 4002 })), {
    kind: 'Cluster',
    nodes: [
      {
        role: 'control-plane',
        extraPortMappings: [
          { hostPort: 4001, listenAddress: '127.0.0.1' },
          { hostPort: 4002, listenAddress: '127.0.0.1' },
        ],
      },
      { role: 'worker', labels: { 'volume.thanos-lab.dev/prometheus-prometheus-0': '' } },
      { role: 'worker', labels: { 'volume.thanos-lab.dev/prometheus-prometheus-1': '' } },
    ],
  })
})

t.test('which tasks run: a stopped one is listed until its container is removed', async (t) => {
  const list = ['TASK    PID    STATUS', 'aa    100    RUNNING', 'bb    0    STOPPED', 'cc    102    PAUSED', '']
  t.same(list.flatMap(runningTask), ['aa', 'cc'])
})
