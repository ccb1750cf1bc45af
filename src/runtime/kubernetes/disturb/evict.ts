import { type Cluster, call } from '../cluster.ts'
import { podsPath } from '../names.ts'
import type { ApiPod } from '../pods.ts'

export interface Eviction {
  pod: string
  /** `refused`: by a disruption budget; `later`: the API could not decide yet; `gone`: there is no such pod any more. */
  answer: 'evicted' | 'leaving' | 'refused' | 'later' | 'gone'
  /** Why it was refused, in the API's words. */
  said?: string
}

/** Asks the API to evict that very pod, as its disruption budget allows. */
export async function evict(cluster: Cluster, { metadata: { name, uid, deletionTimestamp } }: ApiPod): Promise<Eviction> {
  if (deletionTimestamp !== undefined) return { pod: name, answer: 'leaving' }
  const body = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name }, deleteOptions: { preconditions: { uid } } }
  const reply = await call(cluster, `${podsPath}/${name}/eviction`, { method: 'POST', body, allow: [404, 409, 429] })
  return { pod: name, ...answerOf(reply.status, reply.body) }
}

/**
 * Pure: what an answer means. Of those with 429 only one says that a budget has no disruption left; another asks for patience while the
 * budget is counted. Source: Kubernetes, pkg/registry/core/pod/storage/eviction.go.
 */
export function answerOf(status: number, body: unknown): Pick<Eviction, 'answer' | 'said'> {
  if (status < 400) return { answer: 'evicted' }
  if (status !== 429) return { answer: 'gone' }
  const { details } = body as { details?: { causes?: { message?: string }[] } }
  const said = details?.causes?.map(({ message = '' }) => message).find((message) => /needs \d+ healthy pods/.test(message))
  return said === undefined ? { answer: 'later' } : { answer: 'refused', said }
}
