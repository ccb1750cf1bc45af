import type { Slow } from '../../disturbance.ts'
import type { Kubelet } from '../kubelet.ts'
import type { InForce } from './in-force.ts'
import { ruleLink } from './link.ts'

/** Each chunk of an answer comes late by the delay, give or take the jitter; what was sent first comes first. */
export function slow(kubelet: Kubelet, id: string, { link, delayMs, jitterMs }: Slow): InForce {
  let chunks = 0
  const lateness = (way: 'there' | 'back') => {
    if (way === 'there') return 0
    chunks += 1
    return Math.max(0, delayMs + (2 * Math.random() - 1) * jitterMs)
  }
  return ruleLink(kubelet, id, link, { lateness }, () => ({
    proven: chunks > 0,
    detail: `${chunks} chunks that ${link.to} answered ${link.from} came ${delayMs} ± ${jitterMs} ms late`,
    facts: { chunksDelayed: chunks },
  }))
}
