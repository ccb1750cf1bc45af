import { readYaml } from '../lib/yaml.ts'
import type { PartOf, Parts } from '../model/lab.ts'
import type { Topology, Workload } from './topology.ts'

/** What a scenario may name of a topology: its workloads with their containers, who connects to whom, and the jobs of Prometheus. */
export function partsOf(topology: Topology): Parts {
  return { workloads: topology.workloads.map((workload) => partOf(workload, topology)), jobs: jobsOf(topology) }
}

function partOf(workload: Workload, topology: Topology): PartOf {
  const { name, kind, containers } = workload
  return {
    name,
    numbered: kind === 'StatefulSet',
    containers: containers.map((container) => container.name),
    connectsTo: connectionsOf(workload, topology),
  }
}

/** A workload connects to the pods behind each Service that a flag, a variable or a file of it names. */
function connectionsOf(workload: Workload, { namespace, services, workloads, configMaps }: Topology): string[] {
  const { containers, volumes } = workload
  const files = volumes.flatMap((volume) => (volume.kind === 'config' ? Object.values(configMaps[volume.configMap] ?? {}) : []))
  const flags = containers.flatMap(({ command, args, env }) => [...command, ...args, ...env.map(({ value }) => String(value))])
  const text = [...flags, ...files].join('\n')
  const named = services.filter(({ name }) => new RegExp(String.raw`(?<![\w-])${name}\.${namespace}\.svc\b`).test(text))
  const behind = ({ labels }: Workload) =>
    named.some(({ selector }) => Object.entries(selector).every(([label, value]) => labels[label] === value))
  return workloads.filter(behind).map(({ name }) => name)
}

interface ScrapeConfig {
  scrape_configs?: { job_name: string }[]
}

/** Of every file of a ConfigMap that is a configuration of Prometheus. */
function jobsOf({ configMaps }: Topology): string[] {
  const files = Object.values(configMaps).flatMap((texts) => Object.entries(texts))
  const values = files.flatMap(([file, text]) => readYaml(file, text).sources.map(({ value }) => value as ScrapeConfig | null))
  return values.flatMap((value) => value?.scrape_configs ?? []).map(({ job_name: name }) => name)
}
