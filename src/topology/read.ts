import type { z } from 'zod'
import { LabError } from '../lib/errors.ts'
import { type Complaint, formatComplaint } from '../lib/yaml.ts'
import { KINDS_WITHOUT_EFFECT, objects, REFUSED } from './fields.ts'
import type { Manifest } from './load.ts'
import type { Service, Topology } from './topology.ts'
import { readDeployment, readStatefulSet } from './workload.ts'

/** The topology that manifests describe. Throws `manifest` with file:line:column of every field that does not fit. */
export function readTopology(manifests: Manifest[]): Topology {
  const complaints: Complaint[] = []
  const topology: Topology = { namespace: 'default', workloads: [], services: [], configMaps: {} }
  for (const manifest of manifests) addObject(topology, manifest, complaints)
  if (complaints.length > 0) throw new LabError('manifest', complaints.map(formatComplaint).join('\n'))
  return topology
}

function addObject(topology: Topology, manifest: Manifest, complaints: Complaint[]): void {
  const { kind, metadata } = manifest.object
  switch (kind) {
    case 'Namespace':
      topology.namespace = metadata.name
      return
    case 'ConfigMap': {
      const object = fit(objects.ConfigMap, manifest, complaints)
      if (object !== undefined) topology.configMaps[object.metadata.name] = object.data
      return
    }
    case 'Service': {
      const object = fit(objects.Service, manifest, complaints)
      if (object !== undefined) topology.services.push(readService(object))
      return
    }
    case 'StatefulSet': {
      const object = fit(objects.StatefulSet, manifest, complaints)
      if (object !== undefined) topology.workloads.push(readStatefulSet(object))
      return
    }
    case 'Deployment': {
      const object = fit(objects.Deployment, manifest, complaints)
      if (object !== undefined) topology.workloads.push(readDeployment(object))
      return
    }
    default:
      if (!KINDS_WITHOUT_EFFECT.includes(kind))
        complaints.push({ ...manifest.source.at(['kind']), message: `kind ${kind} is not one that the lab knows` })
  }
}

function fit<T extends z.ZodType>(schema: T, { object, source }: Manifest, complaints: Complaint[]): z.output<T> | undefined {
  // Each shape is used a few times only: to compile it first would take longer than it saves.
  const result = schema.safeParse(object, { jitless: true })
  if (result.success) return result.data
  for (const issue of result.error.issues) {
    const keys = issue.code === 'unrecognized_keys' ? issue.keys : [undefined]
    for (const key of keys) {
      const position = key === undefined ? source.at(issue.path) : source.at([...issue.path, key], 'key')
      complaints.push({ ...position, message: key === undefined ? issue.message : refusal(key) })
    }
  }
  return undefined
}

function refusal(key: string): string {
  const why = REFUSED[key]
  return why === undefined ? `${key} is not a field that the native runtime knows` : `${key} is refused by the native runtime: ${why}`
}

function readService({ metadata, spec }: z.output<typeof objects.Service>): Service {
  return {
    name: metadata.name,
    headless: spec.clusterIP === 'None',
    notReady: spec.publishNotReadyAddresses,
    selector: spec.selector,
    ports: spec.ports.map(({ name, port, targetPort }) => ({ name, port, target: targetPort ?? port })),
  }
}
