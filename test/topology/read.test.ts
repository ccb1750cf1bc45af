import t from 'tap'
import { REFUSED } from '../../src/topology/fields.ts'
import { loadManifests } from '../../src/topology/load.ts'
import { readTopology } from '../../src/topology/read.ts'
import { statefulSet, topologyOf } from './small.ts'

t.test('the manifests of the package are read without complaint', async (t) => {
  const { namespace, workloads, services, configMaps } = readTopology(loadManifests())
  t.equal(namespace, 'thanos')
  t.match(
    workloads.map(({ kind, name, replicas }) => ({ kind, name, replicas })),
    [
      { kind: 'StatefulSet', name: 'prometheus', replicas: 2 },
      { kind: 'Deployment', name: 'thanos-query', replicas: 1 },
    ],
  )
  t.same(
    services.map(({ name, headless, notReady }) => [name, headless, notReady]),
    [
      ['prometheus', false, false],
      ['prometheus-replicas', true, true],
      ['thanos-store-api', true, false],
      ['thanos-query', false, false],
    ],
  )
  t.same(Object.keys(configMaps), ['prometheus-config', 'prometheus-rules'])
  t.ok(
    workloads.every(({ containers }) => containers.every(({ startup, readiness, liveness }) => startup && readiness && liveness)),
    'every container has its three probes',
  )
})

t.test('what is honoured: a pod with all of it', async (t) => {
  const { workloads } = topologyOf(t, everything)
  t.same(workloads, [
    {
      kind: 'Deployment',
      name: 'web',
      replicas: 3,
      labels: { app: 'web' },
      graceSeconds: 5,
      containers: [
        { name: 'setup', image: 'a/setup', role: 'init', command: ['sh', '-c'], args: ['true'], env: [], ports: [], mounts: [] },
        { name: 'helper', image: 'a/helper:1', role: 'sidecar', command: [], args: [], env: [], ports: [], mounts: [] },
        {
          name: 'web',
          image: 'a/web',
          role: 'main',
          command: [],
          args: ['--name=$(NAME)'],
          env: [
            { name: 'NAME', value: { field: 'metadata.name' } },
            { name: 'PLAIN', value: 'x' },
            { name: 'EMPTY', value: '' },
          ],
          ports: [{ name: 'http', port: 80 }],
          mounts: [{ volume: 'tmp', path: '/tmp' }],
          startup: { action: { http: { path: '/up', port: 80 } }, initialDelay: 0, period: 10, timeout: 1, successes: 1, failures: 3 },
          readiness: { action: { tcp: 80 }, initialDelay: 1, period: 2, timeout: 3, successes: 4, failures: 5 },
          liveness: { action: { exec: ['true'] }, initialDelay: 0, period: 10, timeout: 1, successes: 1, failures: 3 },
        },
      ],
      volumes: [
        { name: 'tmp', kind: 'empty' },
        { name: 'conf', kind: 'config', configMap: 'c' },
      ],
    },
  ])
})

t.test('claims are volumes; what Kubernetes leaves out has its defaults', async (t) => {
  const [db] = topologyOf(t, statefulSet({ spec: 'volumeClaimTemplates: [{ metadata: { name: data }, spec: {} }]' })).workloads
  t.match(db, { kind: 'StatefulSet', replicas: 1, graceSeconds: 30, volumes: [{ name: 'data', kind: 'claim' }] })
})

/** Kind by kind, with a field that means nothing to a process. */
const withoutEffect = [
  statefulSet({ pod: 'affinity: { podAntiAffinity: {} }' }),
  statefulSet({ pod: 'securityContext: { runAsUser: 1000 }' }),
  statefulSet({ pod: 'serviceAccountName: db' }),
  statefulSet({ pod: 'tolerations: [{ key: a }]' }),
  statefulSet({ container: 'resources: { requests: { cpu: 1 } }' }),
  statefulSet({ container: 'securityContext: { readOnlyRootFilesystem: true }' }),
  statefulSet({ spec: 'updateStrategy: { type: OnDelete }' }),
  'kind: PodDisruptionBudget\nmetadata: { name: a }\nspec: { whatever: 1 }\n',
  'kind: ServiceAccount\nmetadata: { name: a }\n',
]

t.test('what has no effect on processes is accepted', async (t) => {
  for (const text of withoutEffect) t.doesNotThrow(() => topologyOf(t, text), text)
})

/** With where the complaint points to. */
const refused: [text: string, complaint: RegExp][] = [
  [
    statefulSet({ pod: 'hostNetwork: true' }),
    /^manifests\/a\.yaml:12:7: hostNetwork is refused by the native runtime: processes already share/,
  ],
  [statefulSet({ container: 'envFrom: []' }), /^manifests\/a\.yaml:16:11: envFrom is refused .*: write the variables under env$/],
  [statefulSet({ container: 'lifecycle: {}' }), /:16:11: lifecycle is refused/],
  [statefulSet({ container: 'volumeMounts: [{ name: a, mountPath: /a, subPath: b }]' }), /:16:52: subPath is refused/],
  [statefulSet({ container: 'livenessProbe: { grpc: { port: 1 } }' }), /:16:28: grpc is refused .*: use httpGet, tcpSocket or exec$/],
  [statefulSet({ container: 'tty: true' }), /:16:11: tty is not a field that the native runtime knows$/],
  [statefulSet({ container: 'ports: [{ containerPort: 70000 }]' }), /:16:36: .*65535/],
  [statefulSet({ container: 'ports: [{ containerPort: 53, protocol: UDP }]' }), /:16:50: .*TCP/],
  [statefulSet({ container: 'env: [{ name: A, valueFrom: { secretKeyRef: {} } }]' }), /:16:41: secretKeyRef is not a field/],
  [statefulSet({ pod: 'volumes: [{ name: a, hostPath: { path: / } }]' }), /:12:28: hostPath is not a field/],
  [statefulSet({ pod: 'restartPolicy: Never' }), /:12:22: .*Always/],
  [statefulSet().replace('podManagementPolicy: Parallel', 'podManagementPolicy: OrderedReady'), /:6:24: .*Parallel/],
  [statefulSet().replace('Parallel', 'Parallel\n  replica: 2'), /:7:3: replica is not a field/],
  [
    'kind: Service\napiVersion: v1\nmetadata: { name: a }\nspec: { selector: {}, ports: [], sessionAffinity: ClientIP }',
    /:4:34: sessionAffinity is refused/,
  ],
  ['kind: DaemonSet\nmetadata: { name: a }', /:1:7: kind DaemonSet is not one that the lab knows$/],
  ['kind: Service\n  metadata: 1', /^manifests\/a\.yaml:1:7: Nested mappings/],
]

t.test('what is not honoured is refused, with its place', async (t) => {
  for (const [text, complaint] of refused)
    t.throws(() => topologyOf(t, text), { code: 'manifest', exit: 3, message: complaint }, String(complaint))
})

t.test('every field of the table of refusals is refused by its reason', async (t) => {
  for (const [field, reason] of Object.entries(REFUSED))
    t.throws(() => topologyOf(t, statefulSet({ container: `${field}: x` })), {
      message: `manifests/a.yaml:16:11: ${field} is refused by the native runtime: ${reason}`,
    })
})

t.test('all of it is told at once', async (t) => {
  const text = `${statefulSet({ pod: 'hostNetwork: true', container: 'tty: true' })}---\nkind: Job\nmetadata: { name: j }\n`
  for (const message of [/:12:7: hostNetwork /, /:16:11: tty /, /:18:7: kind Job /]) t.throws(() => topologyOf(t, text), { message })
})

/** What a shape alone does not show. */
const unfit: [text: string, complaint: RegExp][] = [
  [statefulSet({ container: 'livenessProbe: { httpGet: { port: web } }' }), /container db names port web, which it does not have/],
  [statefulSet({ container: 'readinessProbe: { periodSeconds: 1 }' }), /container db has no httpGet, tcpSocket or exec/],
  [statefulSet({ pod: 'volumes: [{ name: a }]' }), /Volume a is neither an emptyDir nor a configMap/],
]

t.test('what leads nowhere in a pod is refused', async (t) => {
  for (const [text, message] of unfit) t.throws(() => topologyOf(t, text), { code: 'manifest', message }, String(message))
})

const everything = `kind: Deployment
apiVersion: apps/v1
metadata: { name: web, labels: { a: b }, annotations: { c: d } }
spec:
  replicas: 3
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      terminationGracePeriodSeconds: 5
      initContainers:
        - { name: setup, image: a/setup, command: [sh, -c], args: ['true'] }
        - { name: helper, image: a/helper:1, restartPolicy: Always }
      containers:
        - name: web
          image: a/web
          args: [--name=$(NAME)]
          env:
            - { name: NAME, valueFrom: { fieldRef: { fieldPath: metadata.name } } }
            - { name: PLAIN, value: x }
            - { name: EMPTY }
          ports: [{ name: http, containerPort: 80 }]
          volumeMounts: [{ name: tmp, mountPath: /tmp }]
          startupProbe: { httpGet: { path: /up, port: http } }
          readinessProbe:
            tcpSocket: { port: 80 }
            initialDelaySeconds: 1
            periodSeconds: 2
            timeoutSeconds: 3
            successThreshold: 4
            failureThreshold: 5
          livenessProbe: { exec: { command: ['true'] } }
      volumes:
        - { name: tmp, emptyDir: {} }
        - { name: conf, configMap: { name: c } }
`
