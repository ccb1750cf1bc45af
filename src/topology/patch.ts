import { formatDuration } from '../lib/duration.ts'
import { editYaml } from '../lib/yaml.ts'
import type { Settings } from '../model/lab.ts'
import { PROMETHEUS, replicaName, replicaNumber } from '../model/workloads.ts'
import type { KubernetesObject, Manifest } from './load.ts'

/**
 * Waits of the components that `--timing fast` shortens, and what they are otherwise: the sidecar's retry (30 s), Query's
 * DNS look-up (30 s), Query's poll of its endpoints (5 s), the reloader's look at its files (3 min, for as long as it also goes on
 * asking for a configuration that Prometheus has refused, without reading a better one). Source: Thanos v0.42.4 `--help`.
 */
const FAST_ARGS: Record<string, string[]> = {
  sidecar: [
    '--prometheus.get_config_interval=250ms',
    '--prometheus.get_config_timeout=1s',
    '--reloader.watch-interval=5s',
    '--reloader.retry-interval=1s',
  ],
  query: ['--store.sd-dns-interval=1s', '--endpoint.info-timeout=1s'],
}

/** The manifests with a lab's settings applied; the given ones are not changed. */
export function patchManifests(manifests: Manifest[], settings: Settings): Manifest[] {
  return manifests.map(({ object, source }) => {
    const patched = structuredClone(object)
    patchReplicas(patched, settings.replicas)
    patchConfiguration(patched, settings)
    if (settings.timing === 'fast') patchTiming(patched)
    return { object: patched, source }
  })
}

function patchReplicas(object: KubernetesObject, replicas: number): void {
  if (object.kind === PROMETHEUS.kind && object.metadata.name === PROMETHEUS.name) object['spec'].replicas = replicas
}

function patchTiming(object: KubernetesObject): void {
  const pod = object['spec']?.template?.spec
  for (const container of [...(pod?.initContainers ?? []), ...(pod?.containers ?? [])])
    container.args?.push(...(FAST_ARGS[container.args[0]] ?? []))
}

function patchConfiguration(object: KubernetesObject, settings: Settings): void {
  const { kind, name, file } = PROMETHEUS.config
  if (object.kind !== kind || object.metadata.name !== name) return
  const interval = formatDuration(settings.scrapeIntervalMs)
  object['data'][file] = editYaml(object['data'][file], (config) => {
    config.global.scrape_interval = interval
    config.global.evaluation_interval = interval
    for (const job of config.scrape_configs) job.static_configs = job.static_configs.flatMap(perReplica(settings.replicas))
  })
}

interface StaticConfig {
  targets: string[]
  labels: Record<string, string>
}

/** The entry of replica 0 stands for all of them; those of the others are made from it. */
function perReplica(replicas: number): (entry: StaticConfig) => StaticConfig[] {
  return (entry) => {
    const [pod = '', ...address] = (entry.targets[0] ?? '').split('.')
    const number = replicaNumber(pod)
    if (number === undefined) return [entry]
    if (number > 0) return []
    return Array.from({ length: replicas }, (_, ordinal) => ({
      targets: [[replicaName(ordinal), ...address].join('.')],
      labels: { ...entry.labels, instance: replicaName(ordinal) },
    }))
  }
}
