import { REPLICA_LABEL } from '../model/workloads.ts'
import { rawSamples } from '../observe/prometheus.ts'
import { replicaPod } from '../observe/readiness.ts'
import { storesOf } from '../observe/thanos-api.ts'
import type { Lab } from '../runtime/runtime.ts'

export interface Return {
  replica: string
  /** A sample newer than this shows that it scrapes again; Unix ms. */
  since: number
  /** A series that every replica scrapes. */
  query: string
}

/** What a replica still lacks to be back: a Ready pod, a healthy store in Query, a newer sample through Query. Undefined: it is back. */
export async function missingToBeBack(lab: Lab, { replica, since, query }: Return): Promise<string | undefined> {
  const pod = await replicaPod(lab, replica)
  if (pod === undefined || pod.deleting) return `pod ${replica} is away`
  if (!pod.ready) return `pod ${replica} is not Ready${pod.reason === undefined ? '' : ` (${pod.reason})`}`
  const seen = await storesOf(lab.address('query'))
  if ('error' in seen) return seen.error
  const store = seen.stores.find((candidate) => candidate.replica === replica)
  if (store === undefined) return `Query has no store of ${replica}`
  if (!store.healthy) return `Query says of the store of ${replica}: ${store.lastError}`
  const answer = await rawSamples(lab.address('query'), query, { from: since, to: Date.now() }, { dedup: false })
  if ('error' in answer) return answer.error
  const own = answer.series.find(({ labels }) => labels[REPLICA_LABEL] === replica)
  return own === undefined || own.samples.length === 0 ? `Query has no new sample of ${replica}` : undefined
}

/** What keeps a replica from being gone: a Ready pod. Undefined: it is gone. */
export async function missingToBeGone(lab: Lab, replica: string): Promise<string | undefined> {
  const pod = await replicaPod(lab, replica)
  return pod?.ready === true ? `pod ${replica} is Ready` : undefined
}
