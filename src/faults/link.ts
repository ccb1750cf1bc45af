import type { Outage } from '../journal.ts'
import type { Link } from '../runtime/disturbance.ts'
import type { Lab } from '../runtime/runtime.ts'
import type { FaultKit } from './fault.ts'
import { isReplica, podsOf, replicaAmong } from './parts.ts'

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

/** What a link that carries nothing, or not all, does: a replica's scrapes of the other end fail; Query cannot read a replica. */
export function outagesOf(lab: Lab, { from, to }: Link, some?: Outage['some']): { outages: Omit<Outage, 'ms'>[] } {
  if (isReplica(lab, from)) return { outages: [{ replica: from, how: 'failing', target: to, ...(some === undefined ? {} : { some }) }] }
  return { outages: isReplica(lab, to) && from === 'thanos-query' ? [{ replica: to, how: 'unread' }] : [] }
}
