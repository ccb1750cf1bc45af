import t from 'tap'
import { readYaml } from '../../src/lib/yaml.ts'
import type { Settings } from '../../src/model/lab.ts'
import { loadManifests } from '../../src/topology/load.ts'
import { patchManifests } from '../../src/topology/patch.ts'
import { readTopology } from '../../src/topology/read.ts'

const stock: Settings = { replicas: 2, scrapeIntervalMs: 1000, timing: 'stock', workers: 0 }
const real = loadManifests()
const topologyOf = (settings: Partial<Settings>) => readTopology(patchManifests(real, { ...stock, ...settings }))

interface Config {
  global: { scrape_interval: string; evaluation_interval: string; external_labels: Record<string, string> }
  scrape_configs: { job_name: string; static_configs: { targets: string[]; labels: Record<string, string> }[] }[]
}

/** The configuration that Prometheus is given. */
function configOf(settings: Partial<Settings>): Config {
  const text = topologyOf(settings).configMaps['prometheus-config']?.['prometheus.yaml.tmpl'] ?? ''
  return readYaml('prometheus.yaml.tmpl', text).sources[0]?.value as Config
}

const argsOf = (settings: Partial<Settings>) =>
  Object.fromEntries(topologyOf(settings).workloads.flatMap(({ containers }) => containers.map(({ name, args }) => [name, args])))

t.test('the settings of the files themselves change nothing', async (t) => {
  t.same(configOf({}), readYaml('', readTopology(real).configMaps['prometheus-config']?.['prometheus.yaml.tmpl'] ?? '').sources[0]?.value)
  t.same(topologyOf({}).workloads, readTopology(real).workloads)
})

t.test('replicas: the StatefulSet, and every list of targets', async (t) => {
  for (const replicas of [1, 2, 3, 9]) {
    t.equal(topologyOf({ replicas }).workloads.find(({ name }) => name === 'prometheus')?.replicas, replicas)
    t.equal(topologyOf({ replicas }).workloads.find(({ name }) => name === 'thanos-query')?.replicas, 1)
    const pods = Array.from({ length: replicas }, (_, ordinal) => `prometheus-${ordinal}`)
    const entries = (port: number) =>
      pods.map((pod) => ({ targets: [`${pod}.prometheus-replicas.thanos.svc:${port}`], labels: { instance: pod } }))
    t.same(configOf({ replicas }).scrape_configs, [
      { job_name: 'prometheus', static_configs: entries(9090) },
      { job_name: 'thanos-sidecar', static_configs: entries(10_902) },
      {
        job_name: 'thanos-query',
        static_configs: [{ targets: ['thanos-query.thanos.svc:10902'], labels: { instance: 'thanos-query' } }],
      },
    ])
  }
})

t.test('the scrape interval', async (t) => {
  const intervals: [ms: number, text: string][] = [
    [500, '500ms'],
    [1000, '1s'],
    [15_000, '15s'],
    [90_000, '1m30s'],
  ]
  for (const [scrapeIntervalMs, text] of intervals)
    t.match(configOf({ scrapeIntervalMs }).global, {
      scrape_interval: text,
      evaluation_interval: text,
      external_labels: { replica: '$(POD_NAME)' },
    })
})

t.test('fast timing adds four flags; stock leaves what the components have', async (t) => {
  const [fast, plain] = [argsOf({ timing: 'fast' }), argsOf({ timing: 'stock' })]
  const added = (name: string) => (fast[name] ?? []).filter((arg) => !plain[name]?.includes(arg))
  t.same(added('thanos-sidecar'), [
    '--prometheus.get_config_interval=250ms',
    '--prometheus.get_config_timeout=1s',
    '--reloader.watch-interval=5s',
    '--reloader.retry-interval=1s',
  ])
  t.same(added('thanos-query'), ['--store.sd-dns-interval=1s', '--endpoint.info-timeout=1s'])
  t.same(added('prometheus'), [])
})

t.test('the given manifests stay as they are', async (t) => {
  const before = structuredClone(real.map(({ object }) => object))
  patchManifests(real, { replicas: 5, scrapeIntervalMs: 7000, timing: 'fast', workers: 0 })
  t.same(
    real.map(({ object }) => object),
    before,
  )
})
