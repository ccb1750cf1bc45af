import type { Cut } from '../../disturbance.ts'
import type { Kubelet } from '../kubelet.ts'
import type { InForce } from './in-force.ts'
import { ruleLink } from './link.ts'

/**
 * Nothing is passed on, and nobody is told: what is sent waits, as packets do that are sent again and again, and goes on at the
 * end. A new connection is taken by the relay, and is then silent: on a real network it would not come about at all.
 */
export function cut(kubelet: Kubelet, id: string, { link, lost }: Cut): InForce {
  let withheld = 0
  const rule = {
    holds: (way: 'there' | 'back') => lost === 'both' || lost === way,
    withheld: (bytes: number) => void (withheld += bytes),
  }
  return ruleLink(kubelet, id, link, rule, () => ({
    proven: withheld > 0,
    detail: `${withheld} bytes from ${link.from} to ${link.to} and back were withheld (${lost})`,
    facts: { bytesWithheld: withheld },
  }))
}
