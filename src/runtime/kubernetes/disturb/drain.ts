import { LabError } from '../../../errors.ts'
import type { Evidence } from '../../../journal.ts'
import type { Drain } from '../../disturbance.ts'
import { type Cluster, type Script, call } from '../cluster.ts'
import { listPods } from '../list.ts'
import { holdTimer, podsPath } from '../names.ts'
import type { ApiPod } from '../pods.ts'
import type { Disturber } from './disturber.ts'

/** On the drained node: who was evicted from it. */
const EVICTED = 'thanos-lab.dev/evicted'

interface ApiNode {
  metadata: { annotations?: Record<string, string> }
  spec: { unschedulable?: boolean }
}

/** A node is cordoned, and the lab's pods are evicted; who was refused is asked again with every look, as `kubectl drain` does. */
export function drain(cluster: Cluster, lab: string): Disturber<Drain> {
  return {
    async begin({ node }, hold) {
      await cluster.nodes.startTimer(holdTimer(hold.id), hold.until, uncordon(node))
      await patchNode(cluster, node, { spec: { unschedulable: true }, metadata: { annotations: { [EVICTED]: '' } } })
      await evictAll(cluster, lab, node)
    },
    async end({ node }, hold) {
      await patchNode(cluster, node, { spec: { unschedulable: null }, metadata: { annotations: { [EVICTED]: null } } })
      await cluster.nodes.stopTimer(holdTimer(hold.id))
    },
    look: ({ node }) => drained(cluster, lab, node),
  }
}

function uncordon(node: string): Script {
  const text = `export KUBECONFIG=/etc/kubernetes/admin.conf
for i in $(seq 60); do kubectl annotate node "$1" "$2-" && kubectl uncordon "$1" && exit 0; sleep 1; done`
  return { text, args: [node, EVICTED] }
}

async function drained(cluster: Cluster, lab: string, node: string): Promise<Evidence> {
  const { spec } = await nodeNow(cluster, node)
  if (spec.unschedulable !== true) return { proven: false, detail: `${node} is not cordoned` }
  const { evicted, refused } = await evictAll(cluster, lab, node)
  const words = [
    evicted.length === 0 ? 'no pod was evicted' : `evicted: ${evicted.join(', ')}`,
    ...refused.map(({ pod, said }) => `${pod} refused (${said})`),
  ]
  return {
    proven: evicted.length + refused.length > 0,
    detail: `${node} is cordoned; ${words.join('; ')}`,
    facts: { evicted: evicted.length, refused: refused.length },
  }
}

interface Answers {
  /** Since the drain began. */
  evicted: string[]
  /** Just now, in the API's words. */
  refused: { pod: string; said: string }[]
}

async function evictAll(cluster: Cluster, lab: string, node: string): Promise<Answers> {
  const pods = (await listPods(cluster, lab)).filter(
    ({ spec, metadata }) => spec.nodeName === node && metadata.deletionTimestamp === undefined,
  )
  const answers = await Promise.all(pods.map(async (pod) => ({ pod: pod.metadata.name, said: await evict(cluster, pod) })))
  const before = (await nodeNow(cluster, node)).metadata.annotations?.[EVICTED] ?? ''
  const went = answers.filter(({ said }) => said === undefined).map(({ pod }) => pod)
  const evicted = [...new Set([...before.split(' ').filter((name) => name !== ''), ...went])]
  if (went.length > 0) await patchNode(cluster, node, { metadata: { annotations: { [EVICTED]: evicted.join(' ') } } })
  return { evicted, refused: answers.flatMap(({ pod, said }) => (said === undefined ? [] : [{ pod, said }])) }
}

/** Undefined where the pod goes; else why a disruption budget does not let it. */
async function evict(cluster: Cluster, { metadata: { name, uid } }: ApiPod): Promise<string | undefined> {
  const body = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name }, deleteOptions: { preconditions: { uid } } }
  const reply = await call(cluster, `${podsPath}/${name}/eviction`, { method: 'POST', body, allow: [404, 409, 429] })
  if (reply.status !== 429) return undefined
  const { message = '', details } = reply.body as { message?: string; details?: { causes?: { message?: string }[] } }
  return details?.causes?.[0]?.message ?? message
}

async function nodeNow(cluster: Cluster, node: string): Promise<ApiNode> {
  return (await call(cluster, `/api/v1/nodes/${node}`)).body as ApiNode
}

async function patchNode(cluster: Cluster, node: string, body: object): Promise<void> {
  const reply = await call(cluster, `/api/v1/nodes/${node}`, { method: 'PATCH', type: 'application/merge-patch+json', body, allow: [404] })
  if (reply.status === 404) throw new LabError('lab-broken', `There is no node ${node}`, { hint: 'thanos-lab status' })
}
