import { z } from 'zod'
import { LabError } from '../errors.ts'
import type { Lab } from '../runtime/runtime.ts'
import type { FaultKit } from './fault.ts'
import { podOf, replicaAmong } from './parts.ts'

/** The arguments of a fault that hits a whole node. */
export function nodeArgs(kit: FaultKit) {
  return z.strictObject({
    'node-of': kit.part.describe('The node that this pod is on.'),
    for: kit.duration.exactOptional().describe('How long; left out, until it is healed.'),
  })
}

/** That node, what to call it, and the replica on it. Throws `lab-broken` where the runtime has no nodes. */
export async function nodeTarget(lab: Lab, args: Record<string, unknown>): Promise<{ node: string; target: string; replica?: string }> {
  const { name, node } = await podOf(lab, args['node-of'] as string)
  if (node === undefined) throw new LabError('lab-broken', `Pod ${name} is on no node`, { hint: 'thanos-lab status' })
  return { node, target: node, ...replicaAmong(lab, name) }
}
