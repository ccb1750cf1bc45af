import { LabError } from '../../../lib/errors.ts'
import { NAMESPACE } from '../../../model/workloads.ts'
import type { Link } from '../../injection.ts'
import { type Cluster, send } from '../../kubernetes/api.ts'
import type { V1Service } from '../../kubernetes/client.ts'
import { listPods } from '../../kubernetes/objects.ts'
import { type ApiPod, statuses } from '../../kubernetes/pods.ts'

/** Where `to` listens, as a connection names it: a pod's own address, or that of a Service with no other pod behind it. */
export interface Target {
  ip: string
  ports: number[]
  /** Node of the pod; none for a Service's address, which no packet bears once it was routed. */
  node?: string
}

/** One pod that connects. */
export interface TrafficSource {
  ip: string
  node: string
  /** Of one of its containers: the way into its network. */
  task: string
}

/** The two ends of a link as they are now. Throws `no-target` where there is no pod at one of them. */
export async function endsOf(cluster: Cluster, lab: string, { from, to }: Link): Promise<{ sources: TrafficSource[]; targets: Target[] }> {
  const pods = (await listPods(cluster, lab)).filter(({ metadata }) => metadata.deletionTimestamp === undefined)
  const of = (part: string) => {
    const found = pods.filter(({ metadata, status }) => isPart(metadata, part) && status?.podIP !== undefined)
    if (found.length === 0) throw new LabError('no-target', `No pod of ${part} has an address`)
    return found
  }
  const [sources, targets] = [of(from).map(toSource), of(to)]
  const services = await send(cluster, 'list Services', ({ core }) => core.listNamespacedService({ namespace: NAMESPACE }))
  return { sources, targets: [...targets.map(toTarget), ...services.items.flatMap((service) => behind(service, targets, pods))] }
}

function isPart({ name, labels }: ApiPod['metadata'], part: string): boolean {
  return name === part || labels?.['app'] === part
}

function toSource(pod: ApiPod): TrafficSource {
  const id = statuses(pod).find(({ state }) => state?.running !== undefined)?.containerID ?? ''
  return { ip: pod.status?.podIP ?? '', node: pod.spec.nodeName ?? '', task: id.replace(/^\w+:\/\//, '') }
}

function toTarget({ spec, status }: ApiPod): Target {
  const ports = [...(spec.initContainers ?? []), ...spec.containers].flatMap((container) => container.ports ?? [])
  return { ip: status?.podIP ?? '', ports: ports.map(({ containerPort }) => containerPort), node: spec.nodeName ?? '' }
}

/** A Service's own address, where it leads to those pods only: with others behind it, a connection may be another's. */
export function behind({ spec }: V1Service, targets: ApiPod[], pods: ApiPod[]): Target[] {
  const selector = Object.entries(spec?.selector ?? {})
  const selected = pods.filter(({ metadata }) => selector.every(([key, value]) => metadata.labels?.[key] === value))
  if (spec?.clusterIP === undefined || spec.clusterIP === 'None' || selector.length === 0 || selected.length === 0) return []
  if (!selected.every((pod) => targets.includes(pod))) return []
  return [{ ip: spec.clusterIP, ports: (spec.ports ?? []).map(({ port }) => port) }]
}
