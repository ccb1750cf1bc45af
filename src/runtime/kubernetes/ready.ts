import { setTimeout as sleep } from 'node:timers/promises'
import { type Address, NoAnswer, ask } from '../../http.ts'
import { type Cluster, call } from './cluster.ts'
import { proxyAddresses } from './address.ts'
import { listPods } from './lab.ts'
import { NAMESPACE } from './names.ts'
import { type ApiPod, readySince, toPod } from './pods.ts'

const POLL_MS = 250

export interface Awaited {
  lab: string
  /** How many pods make a whole lab. */
  count: number
  /** Containers must have started at or after this, Unix ms. */
  since: number
}

/** Fulfilled when every pod is Ready; until `signal` ends it, `note` tells what is not. */
export async function podsReady(cluster: Cluster, awaited: Awaited, signal: AbortSignal, note: (text: string) => void): Promise<void> {
  for (;;) {
    const pods = await listPods(cluster, awaited.lab)
    if (isWhole(pods, awaited)) return
    note(describe(pods, awaited))
    await sleep(POLL_MS, undefined, { signal })
  }
}

export function isWhole(pods: ApiPod[], { count, since }: Awaited): boolean {
  return pods.length === count && pods.every((pod) => readySince(pod, since))
}

/** What keeps the lab from being whole, one clause a pod. */
export function describe(pods: ApiPod[], { count, since }: Awaited): string {
  const waiting = pods
    .filter((pod) => !readySince(pod, since))
    .map((pod) => `${pod.metadata.name}: ${toPod(pod).reason ?? 'not started again yet'}`)
  const missing = count - pods.length
  return [...waiting, ...(missing > 0 ? [`${missing} of ${count} pods are not there yet`] : [])].join('; ')
}

/** Whether Query and each replica answer as ready: what the API says of them may be old. */
export async function partsAnswer(api: Address, replicas: number): Promise<boolean> {
  const address = proxyAddresses(api)
  const parts = ['query', ...Array.from({ length: replicas }, (_, ordinal) => `prometheus-${ordinal}`)]
  const answers = await Promise.all(parts.map((part) => ask(address(part), '/-/ready', { timeoutMs: 3000 }).catch(noAnswer)))
  return answers.every((reply) => reply?.status === 200)
}

function noAnswer(error: unknown): undefined {
  if (error instanceof NoAnswer) return undefined
  throw error
}

/** The newest warning of each of the namespace's pods, for the moment when waiting has ended in vain. */
export async function warnings(cluster: Cluster): Promise<string[]> {
  const path = `/api/v1/namespaces/${NAMESPACE}/events`
  const reply = await call(cluster, path, { params: { fieldSelector: 'type=Warning,involvedObject.kind=Pod' } })
  const newest = new Map<string, string>()
  for (const { involvedObject, reason, message } of (reply.body as { items: ApiEvent[] }).items)
    newest.set(involvedObject.name, `${involvedObject.name}: ${reason}: ${message}`)
  return [...newest.values()]
}

interface ApiEvent {
  involvedObject: { name: string }
  reason: string
  message: string
}
