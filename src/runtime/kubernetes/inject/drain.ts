import { setTimeout as sleep } from 'node:timers/promises'
import type { V1Node } from '@kubernetes/client-node'
import type { Reply } from '../../../lib/http.ts'
import type { Evidence } from '../../../model/run.ts'
import { NAMESPACE } from '../../../model/workloads.ts'
import type { Drain, Lease } from '../../injection.ts'
import { allowing, ApiRefused, type Cluster, type Script, send } from '../api.ts'
import { leaseTimer } from '../names.ts'
import { listPods, patchNode } from '../objects.ts'
import type { ApiPod } from '../pods.ts'
import type { Injector } from './injector.ts'

/** On the drained node, as JSON: what the API has said of its pods so far. */
const ANSWERS = 'thanos-lab.dev/drain'

/** Between two rounds of evictions: a pod that its budget keeps is tried again, as `kubectl drain` does. */
const RETRY_MS = 200

/**
 * A node is cordoned, and the lab's pods are evicted. A budget may refuse some: they are tried again in the background, as long as this
 * process runs, until the drain has done what it is for, its lease is over, or it is ended.
 */
export function nodeDrain(cluster: Cluster, lab: string): Injector<Drain> {
  const retries = new Map<string, { stop: AbortController; ended: Promise<void> }>()

  const retry = async (injection: Drain, lease: Lease, signal: AbortSignal) => {
    while (Date.now() < lease.until) {
      await sleep(RETRY_MS, undefined, { signal, ref: false })
      // What keeps the API from answering keeps the evidence from being read, too, which says so.
      const answers = await evictAll(cluster, lab, injection).catch(() => undefined)
      if (signal.aborted || answers === 'over') return
      if (answers !== undefined && judgeDrain(injection, answers).verified) return
    }
  }

  return {
    async begin(injection, lease) {
      const { node } = injection
      await cluster.nodes.startTimer(leaseTimer(lease.id), lease.until, uncordon(node))
      const none: Noted = { evicted: [], refused: {} }
      await patchNode(cluster, node, { spec: { unschedulable: true }, metadata: { annotations: { [ANSWERS]: JSON.stringify(none) } } })
      await evictAll(cluster, lab, injection)
      const stop = new AbortController()
      retries.set(lease.id, { stop, ended: retry(injection, lease, stop.signal).catch(() => {}) })
    },
    async end({ node }, lease) {
      const retrying = retries.get(lease.id)
      retrying?.stop.abort()
      await retrying?.ended
      retries.delete(lease.id)
      await patchNode(cluster, node, { spec: { unschedulable: null }, metadata: { annotations: { [ANSWERS]: null } } })
      await cluster.nodes.stopTimer(leaseTimer(lease.id))
    },
    evidence: (injection) => evidenceOf(cluster, lab, injection),
  }
}

function uncordon(node: string): Script {
  const text = `export KUBECONFIG=/etc/kubernetes/admin.conf
for i in $(seq 60); do kubectl annotate node "$1" "$2-" && kubectl uncordon "$1" && exit 0; sleep 1; done`
  return { text, args: [node, ANSWERS] }
}

/** Reads the node, its pods, and what the API said when they were evicted; evicts nobody. */
async function evidenceOf(cluster: Cluster, lab: string, injection: Drain): Promise<Evidence> {
  const { spec, metadata } = await nodeNow(cluster, injection.node)
  if (spec?.unschedulable !== true) return { verified: false, detail: `${injection.node} is not cordoned` }
  const { evicted, refused } = notedIn(metadata) ?? { evicted: [], refused: {} }
  const left = (await podsOn(cluster, lab, injection)).map(({ metadata: { name, deletionTimestamp } }) => {
    const said = evicted.includes(name) || deletionTimestamp !== undefined ? undefined : refused[name]
    return { pod: name, ...(said === undefined ? {} : { said }) }
  })
  return judgeDrain(injection, { evicted, refused: Object.keys(refused), left })
}

export interface Answers {
  /** Since the drain began. */
  evicted: string[]
  /** By a budget, at any time since; those who have left meanwhile, too. */
  refused: string[]
  /** What is still on the node; `said`: why it stays, in the API's words. Undefined where it is on its way. */
  left: { pod: string; said?: string }[]
}

/** Pure: a drain is over when all have left, a blocked one when a budget keeps a pod that runs. */
export function judgeDrain({ node, blocked }: Drain, { evicted, refused, left }: Answers): Evidence {
  const kept = left.flatMap(({ pod, said }) => (said === undefined ? [] : [`${pod} refused (${said})`]))
  const waited = refused.filter((pod) => evicted.includes(pod))
  const words = [
    evicted.length === 0 ? 'no pod was evicted' : `evicted: ${evicted.join(', ')}`,
    ...(waited.length === 0 ? [] : [`${waited.join(', ')} only after its budget had refused it`]),
    ...kept,
  ]
  return {
    verified: blocked === true ? kept.length > 0 : evicted.length > 0 && left.length === 0,
    detail: `${node} is cordoned; ${words.join('; ')}`,
    facts: { evicted: evicted.length, refused: refused.length },
  }
}

/** What the API has said so far: whom it evicted, and whom a budget has refused at any time, with its last words. */
interface Noted {
  evicted: string[]
  refused: Record<string, string>
}

function notedIn(metadata: V1Node['metadata']): Noted | undefined {
  const text = metadata?.annotations?.[ANSWERS]
  try {
    const { evicted, refused } = JSON.parse(text ?? '') as Partial<Noted>
    return Array.isArray(evicted) && typeof refused === 'object' ? { evicted, refused } : undefined
  } catch {
    // Somebody else wrote there.
    return undefined
  }
}

async function podsOn(cluster: Cluster, lab: string, { node, app }: Drain): Promise<ApiPod[]> {
  return (await listPods(cluster, lab)).filter(
    ({ spec, metadata }) => spec.nodeName === node && (app === undefined || metadata.labels?.['app'] === app),
  )
}

/** One round of evictions, noted on the node; `over` where the drain has been ended, by this process or another. */
async function evictAll(cluster: Cluster, lab: string, injection: Drain): Promise<Answers | 'over'> {
  const { node } = injection
  const before = notedIn((await nodeNow(cluster, node)).metadata)
  if (before === undefined) return 'over'
  const answers = await Promise.all((await podsOn(cluster, lab, injection)).map((pod) => evict(cluster, pod)))
  const evicted = [...new Set([...before.evicted, ...answers.flatMap(({ pod, answer }) => (answer === 'evicted' ? [pod] : []))])]
  const said = answers.flatMap((answer) => (answer.said === undefined ? [] : [[answer.pod, answer.said] as const]))
  const now: Noted = { evicted, refused: { ...before.refused, ...Object.fromEntries(said) } }
  if (JSON.stringify(now) !== JSON.stringify(before))
    await patchNode(cluster, node, { metadata: { annotations: { [ANSWERS]: JSON.stringify(now) } } })
  const left = answers.flatMap(({ pod, answer, said: words }) =>
    answer === 'gone' ? [] : [{ pod, ...(words === undefined ? {} : { said: words }) }],
  )
  return { evicted, refused: Object.keys(now.refused), left }
}

function nodeNow(cluster: Cluster, name: string): Promise<V1Node> {
  return send(cluster, `read node ${name}`, ({ core }) => core.readNode({ name }))
}

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
  const body = { metadata: { name }, deleteOptions: { preconditions: { uid } } }
  const eviction = send(cluster, `evict pod ${name}`, ({ core }) => core.createNamespacedPodEviction({ name, namespace: NAMESPACE, body }))
  const refused = await eviction.catch(allowing(404, 409, 429))
  return { pod: name, ...(refused instanceof ApiRefused ? answerOf(refused) : { answer: 'evicted' }) }
}

/**
 * Pure: what a refusal means. Of those with 429 only one says that a budget has no disruption left; another asks for patience while the
 * budget is counted. Source: Kubernetes, pkg/registry/core/pod/storage/eviction.go.
 */
export function answerOf({ status, body }: Reply): Pick<Eviction, 'answer' | 'said'> {
  if (status !== 429) return { answer: 'gone' }
  const { details } = body as { details?: { causes?: { message?: string }[] } }
  const said = details?.causes?.map(({ message = '' }) => message).find((message) => /needs \d+ healthy pods/.test(message))
  return said === undefined ? { answer: 'later' } : { answer: 'refused', said }
}
