import { z } from 'zod'
import { LabError } from '../lib/errors.ts'
import type { ContainerState, Pod } from '../model/lab.ts'
import type { Outage } from '../model/outage.ts'
import { PROMETHEUS, QUERY, replicaNames } from '../model/workloads.ts'
import type { Link } from '../runtime/injection.ts'
import type { Lab } from '../runtime/runtime.ts'
import type { FaultValueTypes } from './define.ts'

/** The pods that a part names: that pod, or all of that workload, less those being deleted. Throws `no-target` where there is none now. */
export async function podsOf(lab: Lab, part: string): Promise<Pod[]> {
  const pods = (await lab.pods()).filter(({ deleting }) => !deleting)
  const found = pods.filter(({ name, app }) => name === part || app === part)
  if (found.length > 0) return found
  const names = [...new Set(pods.flatMap(({ name, app }) => [app, name]))].join(', ')
  throw new LabError('no-target', `There is no pod ${part} now; the lab has ${names}`)
}

/** The first pod of a part. */
export async function podOf(lab: Lab, part: string): Promise<Pod> {
  return (await podsOf(lab, part))[0] as Pod
}

/** A container of a pod by its name. Throws `scenario` with the names that there are. */
export function containerOf(pod: Pod, name: string): ContainerState {
  const container = pod.containers.find((candidate) => candidate.name === name)
  if (container !== undefined) return container
  const names = pod.containers.map((candidate) => candidate.name).join(', ')
  throw new LabError('scenario', `Pod ${pod.name} has no container ${name}; it has ${names}`)
}

/** The first of some parts that is a replica; a fault that hits none has no victim. */
export function replicaAmong(lab: Lab, ...parts: string[]): { replica?: string } {
  const replica = parts.find((part) => isReplica(lab, part))
  return replica === undefined ? {} : { replica }
}

export function isReplica(lab: Lab, part: string): boolean {
  return replicaNames(lab.settings.replicas).includes(part)
}

/** The effect on a replica's samples while one of its containers, or all of them, are frozen or gone. */
export function outageOf(lab: Lab, pod: string, container?: string): { outages?: { replica: string; how: 'away' | 'unread' }[] } {
  if (!isReplica(lab, pod)) return {}
  return { outages: [{ replica: pod, how: container === undefined || container === PROMETHEUS.container ? 'away' : 'unread' }] }
}

/** The arguments of a fault that hits a whole node. */
export function nodeArgs(types: FaultValueTypes) {
  return z.strictObject({
    'node-of': types.part.describe('The node that this pod is on.'),
    for: types.duration.exactOptional().describe('How long; left out, until it is healed.'),
  })
}

/** The node that a pod is on. Throws `no-target` where it is on none. */
export async function nodeOf(lab: Lab, part: string): Promise<string> {
  const { name, node } = await podOf(lab, part)
  if (node === undefined) throw new LabError('no-target', `Pod ${name} is on no node`)
  return node
}

interface NodeTarget {
  node: string
  target: string
  /** The replica that is named, or else another one on the node. */
  replica?: string
  /** Every pod on it; of one workload, where that is given. */
  pods: string[]
  /** For as long as the node is away. */
  outages: Omit<Outage, 'ms'>[]
}

/** That node, its name as a target, and the pods on it. Throws `no-target` where the runtime has no nodes. */
export async function nodeTarget(lab: Lab, part: string, app?: string): Promise<NodeTarget> {
  const node = await nodeOf(lab, part)
  const on = (await lab.pods()).filter((pod) => pod.node === node && (app === undefined || pod.app === app))
  const pods = on.map(({ name }) => name)
  return { node, target: node, ...replicaAmong(lab, part, ...pods), pods, outages: pods.flatMap((pod) => outageOf(lab, pod).outages ?? []) }
}

/** The arguments that name a link. */
export function linkArgs(types: FaultValueTypes) {
  return {
    from: types.part.describe('Which pod or workload opens the connections.'),
    to: types.connectedFrom('from').describe('To which pod or workload.'),
    for: types.duration.exactOptional().describe('How long; left out, until it is healed.'),
  }
}

/** The link of those arguments, its name as a target, and the replica at one of its ends. Throws `no-target` where an end does not exist. */
export async function linkOf(lab: Lab, { from, to }: Link): Promise<{ link: Link; target: string; replica?: string }> {
  await Promise.all([podsOf(lab, from), podsOf(lab, to)])
  return { link: { from, to }, target: `${from} → ${to}`, ...replicaAmong(lab, to, from) }
}

/** The effect of a link that carries nothing, or not all: a replica's scrapes of the other end fail, or Query cannot read a replica. */
export function outagesOf(lab: Lab, { from, to }: Link, some?: Outage['some']): { outages: Omit<Outage, 'ms'>[] } {
  if (isReplica(lab, from)) return { outages: [{ replica: from, how: 'failing', target: to, ...(some === undefined ? {} : { some }) }] }
  return { outages: isReplica(lab, to) && from === QUERY.name ? [{ replica: to, how: 'unread' }] : [] }
}
