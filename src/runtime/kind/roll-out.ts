import { LabError } from '../../lib/errors.ts'
import { eager, poll } from '../../lib/poll.ts'
import { together } from '../../lib/run-parallel.ts'
import type { KubernetesObject } from '../../topology/load.ts'
import { type Cluster, send } from '../kubernetes/api.ts'
import { type Applied, apply } from '../kubernetes/apply.ts'
import { freeNames } from '../kubernetes/inject/keep-down.ts'
import { addressOf } from '../kubernetes/kubeconfig.ts'
import { listPods } from '../kubernetes/objects.ts'
import { podsReady } from '../kubernetes/ready.ts'
import { apiReady, kindCluster, urlsAnswer, urlsOf } from './access.ts'
import type { ClusterPlan } from './config.ts'
import { inNode } from './nodes.ts'
import { labFiles, type NodeContainer, type Work } from './record.ts'
import { volumeOf } from './volumes.ts'

export interface RollOut {
  nodes: NodeContainer[]
  /** A kubeconfig's text. */
  kubeconfig: string
  /** When each node that was there before started, Unix ms. */
  since: Record<string, number>
}

/** Applies the manifests as soon as the API server takes them, and waits until every pod is Ready and the lab's URLs answer. */
export async function rollOut(work: Work, { nodes, kubeconfig, since }: RollOut, signal: AbortSignal): Promise<void> {
  const { progress, name } = work.request
  const cluster = kindCluster(work.record, labFiles(name).kubeconfig, kubeconfig)
  await progress.step('applying the manifests', async () => {
    work.waiting = 'the API server'
    await Promise.all([cluster.client(), apiReady(cluster.api, signal), makeFolders(work, nodes, signal)])
    await applyPlan(work.plan, cluster)
  })
  await progress.step('waiting for the pods', async (note) => {
    const told = (text: string) => note((work.waiting = text))
    const ready = new AbortController()
    const isNew = Object.keys(since).length === 0
    await together(signal, [
      (until) => podsReady(cluster, { lab: name, count: work.plan.pods, since }, until, told).finally(() => ready.abort()),
      async (until) => isNew && hastenDns(cluster, AbortSignal.any([until, ready.signal])),
    ])
    const onMiss = () => told(`no answer yet at ${Object.values(urlsOf(work.record)).join(' or ')}`)
    await poll(() => urlsAnswer(work.record, signal), { everyMs: eager(500), signal, onMiss })
  })
}

/** Volumes before what waits for them. */
async function applyPlan({ objects, claims }: ClusterPlan, cluster: Cluster): Promise<void> {
  await apply(cluster, objects.filter(isNamespace))
  const made = await apply(
    cluster,
    claims.map(({ object }) => object),
  )
  await apply(
    cluster,
    claims.map((claim, index) => volumeOf(claim, (made[index] as Applied).metadata.uid)),
  )
  await apply(
    cluster,
    objects.filter((object) => !isNamespace(object)),
  )
}

function isNamespace({ kind }: KubernetesObject): boolean {
  return kind === 'Namespace'
}

/** A local volume's folder must be there before a pod that uses it starts. */
async function makeFolders({ plan }: Work, nodes: NodeContainer[], signal: AbortSignal): Promise<void> {
  await Promise.all(
    nodes.map(async ({ name, id }) => {
      const paths = plan.claims.filter(({ node }) => node === name).map(({ path }) => path)
      if (paths.length > 0) await inNode(id, ['mkdir', '-p', ...paths], signal)
    }),
  )
}

/** Ends every `keep-down` whose timer ended with the nodes that were stopped. */
export async function endKeepDowns({ record, request }: Work, kubeconfig: string, signal: AbortSignal): Promise<void> {
  const cluster = kindCluster(record, labFiles(request.name).kubeconfig, kubeconfig)
  await apiReady(addressOf('kubeconfig', kubeconfig), signal)
  const held = (await listPods(cluster, request.name)).filter(({ metadata }) => (metadata.finalizers ?? []).length > 0)
  await freeNames(
    cluster,
    held.map(({ metadata }) => metadata),
  )
}

const COREDNS = { name: 'coredns', namespace: 'kube-system' }

/**
 * Has a new cluster's CoreDNS asked every second whether it is ready. kubeadm leaves it at every ten, of which the first is
 * always too early, so that no name is found, and Query sees no store, for up to ten seconds more. The one thing that the lab
 * changes in a cluster beside its own objects; the cluster is the lab's, and its pods have not started by then.
 */
export async function hastenDns(cluster: Cluster, signal: AbortSignal): Promise<void> {
  const body = { spec: { template: { spec: { containers: [{ name: 'coredns', readinessProbe: { periodSeconds: 1 } }] } } } }
  const patched = () =>
    send(cluster, 'patch CoreDNS', ({ apps, patch: { strategic } }) => apps.patchNamespacedDeployment({ ...COREDNS, body }, strategic))
      .then(() => true)
      .catch(notNow)
  if (signal.aborted) return
  await poll(patched, { everyMs: 250, signal }).catch((error: unknown) => {
    if (!signal.aborted) throw error
  })
}

/** Whether the API server answers is found out by who waits for the pods. */
function notNow(error: unknown): undefined {
  if (!(error instanceof LabError)) throw error
}
