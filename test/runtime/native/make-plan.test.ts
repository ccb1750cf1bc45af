import t from 'tap'
import { makePlan } from '../../../src/runtime/native/make-plan.ts'
import type { ContainerPlan, LabPlan, Slot } from '../../../src/runtime/native/plan.ts'
import { loadManifests } from '../../../src/topology/load.ts'
import { patchManifests } from '../../../src/topology/patch.ts'
import { readTopology } from '../../../src/topology/read.ts'
import type { Topology } from '../../../src/topology/topology.ts'

const settings = { replicas: 3, scrapeIntervalMs: 1000, timing: 'fast' as const, workers: 0 }
const real = () => readTopology(patchManifests(loadManifests(), settings))
const programs = { prometheus: '/bin/prometheus', thanos: '/bin/thanos' }

function planOf(topology: Topology, given: Record<string, string> = programs): Promise<LabPlan> {
  let port = 20_000
  return makePlan({ lab: 'x', folder: '/lab', topology, programs: given, freePort: async () => (port += 1) })
}

const plan = await planOf(real())
const slot = (id: string): Slot => plan.slots.find((candidate) => candidate.id === id)!
const container = (id: string, name: string): ContainerPlan => slot(id).containers.find((candidate) => candidate.name === name)!
const texts = (one: Slot) => [
  ...one.containers.flatMap(({ args, env }) => [...args, ...env.map(({ value }) => String(value))]),
  ...one.volumes.flatMap((volume) => (volume.kind === 'config' ? Object.values(volume.files) : [])),
]
const portsIn = (text: string) => [...text.matchAll(/127\.0\.0\.1:(\d+)/g)].map(([, port]) => Number(port))

t.test('a slot for each pod', async (t) => {
  t.same(
    plan.slots.map(({ id, workload, stable, graceSeconds }) => ({ id, workload, stable, graceSeconds })),
    [
      ...[0, 1, 2].map((ordinal) => ({ id: `prometheus-${ordinal}`, workload: 'prometheus', stable: true, graceSeconds: 60 })),
      { id: 'thanos-query-0', workload: 'thanos-query', stable: false, graceSeconds: 30 },
    ],
  )
  t.same(
    slot('prometheus-2').containers.map(({ name, role, program }) => ({ name, role, program })),
    [
      { name: 'thanos-sidecar', role: 'sidecar', program: '/bin/thanos' },
      { name: 'prometheus', role: 'main', program: '/bin/prometheus' },
    ],
  )
})

t.test('nothing in it means a pod or a cluster any more', async (t) => {
  for (const one of plan.slots)
    for (const text of texts(one)) t.notMatch(text, /localhost|0\.0\.0\.0|\.svc\b|dnssrv|(?<![\w./-])\/(etc|var)\/prometheus/)
})

t.test('every port is given out once, and every port that is named is one of them', async (t) => {
  const listening = plan.slots.flatMap((one) =>
    one.containers.flatMap(({ args }) => args.filter((arg) => /listen-address|-address=/.test(arg)).flatMap(portsIn)),
  )
  const relays = plan.relays.map(({ port }) => port)
  t.equal(listening.length, 3 * 3 + 2)
  t.equal(new Set([...listening, ...relays]).size, listening.length + relays.length)
  const known = new Set([...listening, ...relays])
  t.same(
    plan.slots
      .flatMap(texts)
      .flatMap(portsIn)
      .filter((port) => !known.has(port)),
    [],
  )
  t.same(
    plan.relays.flatMap(({ targets }) => targets).filter(({ port }) => !listening.includes(port)),
    [],
  )
})

t.test('each replica scrapes every target by links of its own', async (t) => {
  const scraped = ['prometheus-0', 'prometheus-1', 'prometheus-2'].map((id) => {
    const config = slot(id).volumes.find((volume) => volume.kind === 'config' && 'prometheus.yaml.tmpl' in volume.files)
    const links = portsIn(config?.kind === 'config' ? (config.files['prometheus.yaml.tmpl'] ?? '') : '')
    const relays = links.map((port) => plan.relays.find((relay) => relay.port === port)!)
    t.ok(relays.every(({ from }) => from === id))
    return { links, leads: relays.map(({ to, targets }) => [to, targets.map((target) => target.port)]) }
  })
  const [first, second, third] = scraped
  t.equal(first?.links.length, 7, 'three Prometheus, three sidecars, Query')
  t.same(first?.leads, second?.leads)
  t.same(first?.leads, third?.leads)
  t.equal(new Set(scraped.flatMap(({ links }) => links)).size, 21)
})

t.test('Query finds its stores by a file, each by a link of its own', async (t) => {
  const [file] = slot('thanos-query-0').endpointFiles
  t.same(
    file?.endpoints.map((endpoint) => endpoint.slot),
    ['prometheus-0', 'prometheus-1', 'prometheus-2'],
  )
  const relays = (file?.endpoints ?? []).map(({ port }) => plan.relays.find((relay) => relay.port === port)!)
  t.same(
    relays.map(({ from, to, targets }) => [from, to, targets.length]),
    [0, 1, 2].map((n) => ['thanos-query-0', `prometheus-${n}`, 1]),
  )
  t.ok(container('thanos-query-0', 'thanos-query').args.includes(`--endpoint.sd-config-file=${file?.file}`))
  t.same(slot('prometheus-0').endpointFiles, [])
})

t.test('a person reaches Query and the plain Service; the Service picks those that are ready', async (t) => {
  t.match(
    plan.relays
      .filter(({ from }) => from === 'lab')
      .map(({ to, targets, notReady }) => ({ to, slots: targets.map((target) => target.slot), notReady })),
    [
      { to: 'thanos-query', slots: ['thanos-query-0'], notReady: false },
      { to: 'prometheus', slots: ['prometheus-0', 'prometheus-1', 'prometheus-2'], notReady: false },
    ],
  )
  t.ok(
    plan.relays.filter(({ from, to }) => from !== 'lab' && to.startsWith('prometheus-')).every(({ notReady }) => notReady),
    'a scrape target does not cease to exist while it is not ready',
  )
})

t.test('claims outlive the pod, the rest lies in it', async (t) => {
  const folders = Object.fromEntries(slot('prometheus-1').volumes.map(({ kind, folder }) => [folder, kind]))
  t.same(folders, {
    '/lab/claims/prometheus-prometheus-1': 'claim',
    '/lab/pods/prometheus-1/volumes/config': 'config',
    '/lab/pods/prometheus-1/volumes/config-shared': 'empty',
    '/lab/configmaps/prometheus-rules': 'config',
  })
  t.ok(container('prometheus-1', 'prometheus').args.includes('--storage.tsdb.path=/lab/claims/prometheus-prometheus-1'))
})

t.test('probes ask the ports and paths of this machine', async (t) => {
  const { startup, readiness, liveness, env } = container('prometheus-0', 'thanos-sidecar')
  t.same(startup?.action, { exec: ['sh', '-c', '[ -s "/lab/pods/prometheus-0/volumes/config-shared/prometheus.yaml" ]'] })
  for (const probe of [readiness, liveness]) t.match(probe?.action, { http: { path: /^\/-\//, port: Number } })
  const http = container('prometheus-0', 'thanos-sidecar').args.find((arg) => arg.startsWith('--http-address='))
  t.same(readiness?.action, { http: { path: '/-/ready', port: portsIn(http ?? '')[0] } })
  t.same(env, [{ name: 'POD_NAME', value: { field: 'metadata.name' } }])
})

const refused: [name: string, spoil: (topology: Topology) => void, message: RegExp, programs?: Record<string, string>][] = [
  ['a program that is not there', () => {}, /No program is known for image quay\.io\/thanos\/thanos:/, { prometheus: '/bin/prometheus' }],
  ['a ConfigMap that is not there', ({ configMaps }) => delete configMaps['prometheus-rules'], /ConfigMap prometheus-rules, which is not/],
  [
    'a Service that is not there',
    ({ services }) =>
      services.splice(
        services.findIndex(({ name }) => name === 'thanos-query'),
        1,
      ),
    /thanos-query\.thanos\.svc:10902 leads nowhere/,
  ],
  [
    'an SRV name that is not there',
    ({ services }) =>
      services.splice(
        services.findIndex(({ name }) => name === 'thanos-store-api'),
        1,
      ),
    /_grpc\._tcp\.thanos-store-api leads nowhere/,
  ],
]

t.test('what leads nowhere is refused', async (t) => {
  for (const [name, spoil, message, given] of refused) {
    const topology = real()
    spoil(topology)
    await t.rejects(planOf(topology, given), { code: 'manifest', message }, name)
  }
})
