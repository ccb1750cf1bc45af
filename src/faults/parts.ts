import { LabError } from '../errors.ts'
import type { ContainerState, Pod } from '../model.ts'
import { replicaNames } from '../runtime/replicas.ts'
import type { Lab } from '../runtime/runtime.ts'

/** The pods that a part names: that pod, or all of that workload, less those being deleted. Throws `lab-broken` where there is none. */
export async function podsOf(lab: Lab, part: string): Promise<Pod[]> {
  const pods = (await lab.pods()).filter(({ deleting }) => !deleting)
  const found = pods.filter(({ name, app }) => name === part || app === part)
  if (found.length > 0) return found
  const names = [...new Set(pods.flatMap(({ name, app }) => [app, name]))].join(', ')
  throw new LabError('lab-broken', `There is no pod ${part}; the lab has ${names}`, { hint: 'thanos-lab status' })
}

/** The first pod of a part. */
export async function podOf(lab: Lab, part: string): Promise<Pod> {
  return (await podsOf(lab, part))[0] as Pod
}

/** A container of a pod by its name. Throws `lab-broken` with the names that there are. */
export function containerOf(pod: Pod, name: string): ContainerState {
  const container = pod.containers.find((candidate) => candidate.name === name)
  if (container !== undefined) return container
  const names = pod.containers.map((candidate) => candidate.name).join(', ')
  throw new LabError('lab-broken', `Pod ${pod.name} has no container ${name}; it has ${names}`, { hint: 'correct the scenario' })
}

/** The first of some parts that is a replica; a fault that hits none has no struck replica. */
export function replicaAmong(lab: Lab, ...parts: string[]): { replica?: string } {
  const replica = parts.find((part) => isReplica(lab, part))
  return replica === undefined ? {} : { replica }
}

export function isReplica(lab: Lab, part: string): boolean {
  return replicaNames(lab.settings.replicas).includes(part)
}

/** What it does to a replica's samples that one of its containers, or all of them, stand still or are gone. */
export function outageOf(lab: Lab, pod: string, container?: string): { outages?: { replica: string; how: 'away' | 'unread' }[] } {
  if (!isReplica(lab, pod)) return {}
  return { outages: [{ replica: pod, how: container === undefined || container === 'prometheus' ? 'away' : 'unread' }] }
}
