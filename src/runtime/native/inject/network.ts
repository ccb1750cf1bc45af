import { LabError } from '../../../lib/errors.ts'
import type { Evidence } from '../../../model/run.ts'
import type { Delay, FailScrapes, Link, Partition } from '../../injection.ts'
import type { Kubelet } from '../kubelet.ts'
import type { Rule } from '../proxy/requests.ts'
import type { ActiveInjection } from './active-injection.ts'

/**
 * Puts a rule on a link. `read` says, by the rule's counts, whether it has acted yet. Throws `no-target` where
 * there is no pod at one of its ends, `scenario` where no connection of the lab is that link.
 */
export function ruleLink(kubelet: Kubelet, id: string, link: Link, rule: Rule, read: () => Evidence): ActiveInjection {
  const [isFrom, isTo] = [kubelet.isPart(link.from), kubelet.isPart(link.to)]
  const relays = kubelet.links.relays.filter(({ from, targets }) => isFrom(from) && targets.some(({ slot }) => isTo(slot)))
  if (relays.length === 0) throw noLink(link, kubelet)
  kubelet.links.rule(id, { rule, fits: (from, to) => isFrom(from) && isTo(to) })
  return {
    evidence: async () => {
      const { facts, ...evidence } = read()
      return { ...evidence, facts: { links: relays.length, ...facts } }
    },
    end: async () => kubelet.links.unrule(id),
  }
}

function noLink({ from, to }: Link, kubelet: Kubelet): LabError {
  const away = [from, to].find((part) => !kubelet.plan.slots.some(({ id }) => kubelet.isPart(part)(id)))
  if (away !== undefined) return new LabError('no-target', `There is no pod of ${away} now`)
  const pairs = kubelet.links.relays
    .filter((relay) => relay.from !== 'lab')
    .flatMap((relay) => relay.targets.map(({ slot }) => `${relay.from} → ${slot}`))
  return new LabError('scenario', `${from} opens no connections to ${to}; there are ${[...new Set(pairs)].sort().join(', ')}`)
}

/**
 * Nothing is passed on, and nobody is told: what is sent waits, as packets do that are sent again and again, and goes on at the
 * end. A new connection is taken by the relay, and is then silent: on a real network it would not come about at all.
 */
export function partitionInjection(kubelet: Kubelet, id: string, { link, lost }: Partition): ActiveInjection {
  let withheld = 0
  const rule = {
    blocks: (way: 'there' | 'back') => lost === 'both' || lost === way,
    withheld: (bytes: number) => void (withheld += bytes),
  }
  return ruleLink(kubelet, id, link, rule, () => ({
    verified: withheld > 0,
    detail: `${withheld} bytes from ${link.from} to ${link.to} and back were withheld (${lost})`,
    facts: { bytesWithheld: withheld },
  }))
}

/** Each chunk of an answer comes late by the delay, give or take the jitter; what was sent first comes first. */
export function delayInjection(kubelet: Kubelet, id: string, { link, delayMs, jitterMs }: Delay): ActiveInjection {
  let chunks = 0
  const lateness = (way: 'there' | 'back') => {
    if (way === 'there') return 0
    chunks += 1
    return Math.max(0, delayMs + (2 * Math.random() - 1) * jitterMs)
  }
  return ruleLink(kubelet, id, link, { lateness }, () => ({
    verified: chunks > 0,
    detail: `${chunks} chunks that ${link.to} answered ${link.from} came ${delayMs} ± ${jitterMs} ms late`,
    facts: { chunksDelayed: chunks },
  }))
}

/** The relay counts the requests on it, and answers the last of every so many itself: 503. */
export function failScrapesInjection(kubelet: Kubelet, id: string, { link, fails, of }: FailScrapes): ActiveInjection {
  const seen = new Map<string, number>()
  let failed = 0
  const refuses = (relay: string) => {
    const before = seen.get(relay) ?? 0
    seen.set(relay, before + 1)
    const fail = before % of >= of - fails
    if (fail) failed += 1
    return fail
  }
  return ruleLink(kubelet, id, link, { fails: refuses }, () => {
    const requests = [...seen.values()].reduce((sum, count) => sum + count, 0)
    return {
      verified: failed > 0,
      detail: `${failed} of ${requests} requests of ${link.from} to ${link.to} were answered 503`,
      facts: { requests, requestsFailed: failed },
    }
  })
}
