import { fileURLToPath } from 'node:url'
import t from 'tap'
import { NAMESPACE, PROMETHEUS, QUERY, REPLICA_LABEL, replicaName, replicaNumber } from '../../src/model/workloads.ts'
import { readYaml } from '../../src/lib/yaml.ts'
import { type KubernetesObject, loadManifests } from '../../src/topology/load.ts'
import { readSources } from '../helpers/sources.ts'

const manifests = loadManifests().map(({ object }) => object)

function objectOf({ kind, name }: { kind: string; name: string }): KubernetesObject {
  const found = manifests.find((object) => object.kind === kind && object.metadata.name === name)
  if (found === undefined) throw new Error(`manifests/ has no ${kind} ${name}`)
  return found
}

interface Container {
  name: string
  args: string[]
  ports: { name: string; containerPort: number }[]
}
const containersOf = (workload: KubernetesObject) => workload['spec'].template.spec.containers as Container[]

t.test('the namespace is the one that every object is in', async (t) => {
  t.ok(objectOf({ kind: 'Namespace', name: NAMESPACE }))
  for (const { kind, metadata } of manifests) if (kind !== 'Namespace') t.equal(metadata.namespace, NAMESPACE, `${kind} ${metadata.name}`)
})

t.test('these are all the workloads, and each has its Service', async (t) => {
  const workloads = manifests.filter((object) => object['spec']?.template !== undefined)
  t.same(
    workloads.map(({ kind, metadata: { name } }) => ({ kind, name })),
    [PROMETHEUS, QUERY].map(({ kind, name }) => ({ kind, name })),
  )
  for (const { service, ...workload } of [PROMETHEUS, QUERY]) {
    const { spec } = objectOf({ kind: 'Service', name: service.name })
    t.match(spec.ports, [{ name: service.port }])
    t.match(objectOf(workload)['spec'].template.metadata.labels, spec.selector, `${service.name} leads to the pods of ${workload.name}`)
  }
})

t.test("Prometheus's container and its port, where the Service leads", async (t) => {
  const container = containersOf(objectOf(PROMETHEUS)).find(({ name }) => name === PROMETHEUS.container)
  const [port] = objectOf({ kind: 'Service', name: PROMETHEUS.service.name })['spec'].ports
  t.match(container?.ports, [{ name: port.targetPort, containerPort: PROMETHEUS.port }])
})

t.test('the configuration, and the label that distinguishes replicas', async (t) => {
  const { kind, name, file } = PROMETHEUS.config
  const text = objectOf({ kind, name })['data'][file] as string
  const config = readYaml(file, text).sources[0]?.value as { global: { external_labels: Record<string, string> } }
  t.equal(config.global.external_labels[REPLICA_LABEL], '$(POD_NAME)')
  t.ok(containersOf(objectOf(QUERY))[0]?.args.includes(`--query.replica-label=${REPLICA_LABEL}`))
  const targets = [...text.matchAll(/targets: \[([\w-]+)\.prometheus-replicas\./g)].map(([, pod]) => pod)
  t.same(new Set(targets), new Set([replicaName(0), replicaName(1)]))
})

t.test("a replica's name and its number", async (t) => {
  t.equal(replicaName(12), 'prometheus-12')
  t.equal(replicaNumber('prometheus-12'), 12)
  for (const other of ['prometheus', 'prometheus-', 'prometheus-01', 'prometheus-NaN', 'thanos-query-0', ''])
    t.equal(replicaNumber(other), undefined, other)
})

t.test('no other file has these names', async (t) => {
  // The name of Prometheus is that of a program, too, so only its pods and containers are looked for.
  const names = [
    `'${QUERY.name}'`,
    `'${PROMETHEUS.config.name}'`,
    `'${PROMETHEUS.config.file}'`,
    `\`${PROMETHEUS.name}-\${`,
    `=== '${PROMETHEUS.name}'`,
  ]
  const sources = readSources(fileURLToPath(new URL('../../src', import.meta.url))).filter(({ path }) => path !== 'model/workloads.ts')
  const copies = sources.flatMap(({ path, text }) => names.filter((name) => text.includes(name)).map((name) => `${path}: ${name}`))
  t.same(copies, [])
})
