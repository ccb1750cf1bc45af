import { LabError } from '../../../lib/errors.ts'
import type { Evidence } from '../../../model/run.ts'
import type { Drain } from '../../injection.ts'
import { call, type Cluster, type Script } from '../api.ts'
import { holdTimer, podsPath } from '../names.ts'
import { listPods } from '../objects.ts'
import type { ApiPod } from '../pods.ts'
import type { Injector } from './injector.ts'

/** On the drained node: whom its drain evicted, and whom a budget has refused at any time. */
const EVICTED = 'thanos-lab.dev/evicted'
const REFUSED = 'thanos-lab.dev/refused'

interface ApiNode {
  metadata: { annotations?: Record<string, string> }
  spec: { unschedulable?: boolean }
}

/** A node is cordoned, and the lab's pods are evicted; who was refused is asked again with every look, as `kubectl drain` does. */
export function drain(cluster: Cluster, lab: string): Injector<Drain> {
  return {
    async begin(disturbance, hold) {
      const { node } = disturbance
      await cluster.nodes.startTimer(holdTimer(hold.id), hold.until, uncordon(node))
      await patchNode(cluster, node, { spec: { unschedulable: true }, metadata: { annotations: { [EVICTED]: '', [REFUSED]: '' } } })
      await evictAll(cluster, lab, disturbance)
    },
    async end({ node }, hold) {
      await patchNode(cluster, node, { spec: { unschedulable: null }, metadata: { annotations: { [EVICTED]: null, [REFUSED]: null } } })
      await cluster.nodes.stopTimer(holdTimer(hold.id))
    },
    look: (disturbance) => drained(cluster, lab, disturbance),
  }
}

function uncordon(node: string): Script {
  const text = `export KUBECONFIG=/etc/kubernetes/admin.conf
for i in $(seq 60); do kubectl annotate node "$1" "$2-" "$3-" && kubectl uncordon "$1" && exit 0; sleep 1; done`
  return { text, args: [node, EVICTED, REFUSED] }
}

async function drained(cluster: Cluster, lab: string, disturbance: Drain): Promise<Evidence> {
  const { spec } = await nodeNow(cluster, disturbance.node)
  if (spec.unschedulable !== true) return { verified: false, detail: `${disturbance.node} is not cordoned` }
  return judgeDrain(disturbance, await evictAll(cluster, lab, disturbance))
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

async function evictAll(cluster: Cluster, lab: string, { node, app }: Drain): Promise<Answers> {
  const pods = (await listPods(cluster, lab)).filter(
    ({ spec, metadata }) => spec.nodeName === node && (app === undefined || metadata.labels?.['app'] === app),
  )
  const answers = await Promise.all(pods.map((pod) => evict(cluster, pod)))
  const { annotations = {} } = (await nodeNow(cluster, node)).metadata
  const noted = { evicted: names(annotations[EVICTED]), refused: names(annotations[REFUSED]) }
  const who = (how: string) => answers.flatMap(({ pod, answer }) => (answer === how ? [pod] : []))
  const evicted = [...new Set([...noted.evicted, ...who('evicted')])]
  const refused = [...new Set([...noted.refused, ...who('refused')])]
  if (evicted.length > noted.evicted.length || refused.length > noted.refused.length)
    await patchNode(cluster, node, { metadata: { annotations: { [EVICTED]: evicted.join(' '), [REFUSED]: refused.join(' ') } } })
  const left = answers.flatMap(({ pod, answer, said }) => (answer === 'gone' ? [] : [{ pod, ...(said === undefined ? {} : { said }) }]))
  return { evicted, refused, left }
}

function names(text = ''): string[] {
  return text.split(' ').filter((name) => name !== '')
}

async function nodeNow(cluster: Cluster, node: string): Promise<ApiNode> {
  return (await call(cluster, `/api/v1/nodes/${node}`)).body as ApiNode
}

async function patchNode(cluster: Cluster, node: string, body: object): Promise<void> {
  const reply = await call(cluster, `/api/v1/nodes/${node}`, { method: 'PATCH', type: 'application/merge-patch+json', body, allow: [404] })
  if (reply.status === 404) throw new LabError('no-target', `There is no node ${node}`)
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
