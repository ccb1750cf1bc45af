import { LabError } from '../../../errors.ts'
import type { Evidence } from '../../../journal.ts'
import type { Link } from '../../disturbance.ts'
import type { Kubelet } from '../kubelet.ts'
import type { Rule } from '../links/rule.ts'
import type { Relay } from '../plan.ts'
import type { InForce } from './in-force.ts'

/** Puts a rule on a link. `proof` tells, by its counts, whether it has acted yet. Throws `lab-broken` where no connection of the lab is that link. */
export function ruleLink(kubelet: Kubelet, id: string, link: Link, rule: Rule, proof: () => Evidence): InForce {
  const [isFrom, isTo] = [kubelet.isPart(link.from), kubelet.isPart(link.to)]
  const relays = kubelet.links.relays.filter(({ from, targets }) => isFrom(from) && targets.some(({ slot }) => isTo(slot)))
  if (relays.length === 0) throw noLink(link, kubelet.links.relays)
  kubelet.links.rule(id, { rule, fits: (from, to) => isFrom(from) && isTo(to) })
  return {
    look: async () => {
      const { facts, ...evidence } = proof()
      return { ...evidence, facts: { links: relays.length, ...facts } }
    },
    end: async () => kubelet.links.unrule(id),
  }
}

function noLink({ from, to }: Link, relays: Relay[]): LabError {
  const pairs = relays
    .filter((relay) => relay.from !== 'lab')
    .flatMap((relay) => relay.targets.map(({ slot }) => `${relay.from} → ${slot}`))
  return new LabError('lab-broken', `${from} opens no connections to ${to}; there are ${[...new Set(pairs)].sort().join(', ')}`, {
    hint: 'correct the scenario',
  })
}
