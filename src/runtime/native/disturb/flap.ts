import type { Flap } from '../../disturbance.ts'
import type { Kubelet } from '../kubelet.ts'
import type { InForce } from './in-force.ts'
import { ruleLink } from './link.ts'

/** The relay counts the requests on it, and answers the last of every so many itself: 503. */
export function flap(kubelet: Kubelet, id: string, { link, fails, of }: Flap): InForce {
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
      proven: failed > 0,
      detail: `${failed} of ${requests} requests of ${link.from} to ${link.to} were answered 503`,
      facts: { requests, requestsFailed: failed },
    }
  })
}
