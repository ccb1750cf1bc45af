import type { Link } from '../runtime/disturbance.ts'
import type { Lab } from '../runtime/runtime.ts'
import type { FaultKit } from './fault.ts'
import { podsOf, replicaAmong } from './parts.ts'

/** The arguments that name a link. */
export function linkArgs(kit: FaultKit) {
  return {
    from: kit.part.describe('Who opens the connections: a pod, or a workload.'),
    to: kit.part.describe('To whom: a pod, or a workload.'),
    for: kit.duration.exactOptional().describe('How long; left out, until it is healed.'),
  }
}

/** The link of those arguments, what to call it, and the replica at one of its ends. Throws `lab-broken` where an end is not there. */
export async function linkOf(lab: Lab, args: Record<string, unknown>): Promise<{ link: Link; target: string; replica?: string }> {
  const { from, to } = args as unknown as Link
  await Promise.all([podsOf(lab, from), podsOf(lab, to)])
  return { link: { from, to }, target: `${from} → ${to}`, ...replicaAmong(lab, to, from) }
}
