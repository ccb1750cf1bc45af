import { LabError } from '../../lib/errors.ts'
import { type Address, NoAnswer, sendRequest } from '../../lib/http.ts'
import { poll } from '../../lib/poll.ts'
import { NAMESPACE, replicaNames } from '../../model/workloads.ts'
import { type Cluster, proxyAddresses, send } from './api.ts'
import { listPods } from './objects.ts'
import { type ApiPod, readySince, toPod } from './pods.ts'
import { watchPods } from './watch.ts'

/** Without a change of a pod, the API server is asked again after this: it may be gone, and its watch silent. */
const QUIET_MS = 2000
/** On a machine with twenty times as much to do as it can, 20 s of silence passed while a cluster was made. */
const SILENCE_MS = 60_000

export interface Awaited {
  lab: string
  /** How many pods make a whole lab. */
  count: number
  /** By node: containers must have started at or after this, Unix ms; older ones are what a node that was stopped still tells of. */
  since: Record<string, number>
}

/**
 * Fulfilled when every pod is Ready; until `signal` ends it, `note` tells what is not. An API server that is busy may be silent for
 * a while; throws `lab-broken` when that lasts, and at once what `whySilent` knows to be worse.
 */
export async function podsReady(
  cluster: Cluster,
  awaited: Awaited,
  signal: AbortSignal,
  note: (text: string) => void,
  silenceMs: number = SILENCE_MS,
): Promise<void> {
  let answered = performance.now()
  const missing = async () => {
    try {
      const pods = await listPods(cluster, awaited.lab)
      answered = performance.now()
      return isWhole(pods, awaited) ? undefined : describe(pods, awaited)
    } catch (error) {
      if (!(error instanceof LabError) || error.code !== 'lab-broken' || performance.now() - answered > silenceMs) throw error
      return error.message
    }
  }
  const { pause, stop } = watchPods(cluster, awaited.lab, signal)
  const options = { until: (text: string | undefined) => text === undefined, everyMs: QUIET_MS, signal, pause }
  await poll(missing, { ...options, onMiss: (text) => note(text ?? '') }).finally(stop)
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
  const parts = ['query', ...replicaNames(replicas)]
  return allReady(parts.map(address))
}

/** Whether a Prometheus or a Query answers as ready at each of these addresses. */
export async function allReady(addresses: Address[], signal?: AbortSignal): Promise<boolean> {
  const options = { timeoutMs: 3000, ...(signal === undefined ? {} : { signal }) }
  const answers = await Promise.all(addresses.map((address) => sendRequest(address, '/-/ready', options).catch(noAnswer)))
  return answers.every((reply) => reply?.status === 200)
}

function noAnswer(error: unknown): undefined {
  if (error instanceof NoAnswer) return undefined
  throw error
}

/** The newest warning of each of the namespace's pods, for the moment when waiting has ended in vain. */
export async function warnings(cluster: Cluster): Promise<string[]> {
  const request = { namespace: NAMESPACE, fieldSelector: 'type=Warning,involvedObject.kind=Pod' }
  const { items } = await send(cluster, 'list events', ({ core }) => core.listNamespacedEvent(request))
  const newest = new Map<string, string>()
  for (const { involvedObject, reason, message } of items) {
    const name = involvedObject.name ?? ''
    newest.set(name, `${name}: ${reason}: ${message}`)
  }
  return [...newest.values()]
}
