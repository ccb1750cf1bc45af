import { z } from 'zod'
import { LabError } from '../errors.ts'
import type { Outage } from '../journal.ts'
import type { Lab } from '../runtime/runtime.ts'
import type { FaultKit } from './fault.ts'
import { outageOf, podOf, replicaAmong } from './parts.ts'

/** The arguments of a fault that hits a whole node. */
export function nodeArgs(kit: FaultKit) {
  return z.strictObject({
    'node-of': kit.part.describe('The node that this pod is on.'),
    for: kit.duration.exactOptional().describe('How long; left out, until it is healed.'),
  })
}

/** The node that a pod is on. Throws `lab-broken` where it is on none. */
export async function nodeOf(lab: Lab, part: string): Promise<string> {
  const { name, node } = await podOf(lab, part)
  if (node === undefined) throw new LabError('lab-broken', `Pod ${name} is on no node`, { hint: 'thanos-lab status' })
  return node
}

interface NodeTarget {
  node: string
  target: string
  /** The replica that is named, or else one that is on the node too. */
  replica?: string
  /** Every pod on it; of one workload, where that is given. */
  hits: string[]
  /** For as long as the node is away. */
  outages: Omit<Outage, 'ms'>[]
}

/** That node, what to call it, and who is on it. Throws `lab-broken` where the runtime has no nodes. */
export async function nodeTarget(lab: Lab, args: Record<string, unknown>, app?: string): Promise<NodeTarget> {
  const part = args['node-of'] as string
  const node = await nodeOf(lab, part)
  const on = (await lab.pods()).filter((pod) => pod.node === node && (app === undefined || pod.app === app))
  const hits = on.map(({ name }) => name)
  return { node, target: node, ...replicaAmong(lab, part, ...hits), hits, outages: hits.flatMap((pod) => outageOf(lab, pod).outages ?? []) }
}
