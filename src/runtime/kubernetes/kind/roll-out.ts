import type { KubernetesObject } from '../../../topology/load.ts'
import { addressOf } from '../kubeconfig.ts'
import { type Applied, type Apply, applier } from '../apply.ts'
import { releaseAll } from '../hold.ts'
import { listPods } from '../list.ts'
import { podsReady } from '../ready.ts'
import { apiReady, kindCluster } from './access.ts'
import { hastenDns } from './dns.ts'
import { labFiles } from './files.ts'
import type { NodeContainer } from './found.ts'
import { inNode } from './nodes.ts'
import type { Plan } from './plan.ts'
import { together } from './together.ts'
import { volumeOf } from './volumes.ts'
import type { Work } from './work.ts'

export interface RollOut {
  nodes: NodeContainer[]
  /** A kubeconfig's text. */
  kubeconfig: string
  /** When each node that was there before started, Unix ms. */
  since: Record<string, number>
}

/** Applies the manifests as soon as the API server takes them, and waits until every pod is Ready. */
export async function rollOut(work: Work, { nodes, kubeconfig, since }: RollOut, signal: AbortSignal): Promise<void> {
  const { progress, name } = work.request
  const cluster = kindCluster(work.record, labFiles(name).kubeconfig, kubeconfig)
  await progress.step('applying the manifests', async () => {
    work.waiting = 'the API server'
    const [apply] = await Promise.all([applier(kubeconfig), apiReady(cluster.api, signal), makeFolders(work, nodes, signal)])
    await applyPlan(work.plan, apply)
  })
  await progress.step('waiting for the pods', async (note) => {
    const told = (text: string) => note((work.waiting = text))
    const ready = new AbortController()
    const isNew = Object.keys(since).length === 0
    await together(signal, [
      (until) => podsReady(cluster, { lab: name, count: work.plan.pods, since }, until, told).finally(() => ready.abort()),
      async (until) => isNew && hastenDns(cluster, AbortSignal.any([until, ready.signal])),
    ])
  })
}

/** Volumes before what waits for them. */
async function applyPlan({ objects, claims }: Plan, apply: Apply): Promise<void> {
  await apply(objects.filter(isNamespace))
  const made = await apply(claims.map(({ object }) => object))
  await apply(claims.map((claim, index) => volumeOf(claim, (made[index] as Applied).metadata.uid)))
  await apply(objects.filter((object) => !isNamespace(object)))
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

/** Ends holds whose timers ended with the nodes that were stopped. */
export async function endHolds({ record, request }: Work, kubeconfig: string, signal: AbortSignal): Promise<void> {
  const cluster = kindCluster(record, labFiles(request.name).kubeconfig, kubeconfig)
  await apiReady(addressOf('kubeconfig', kubeconfig), signal)
  const held = (await listPods(cluster, request.name)).filter(({ metadata }) => (metadata.finalizers ?? []).length > 0)
  await releaseAll(
    cluster,
    held.map(({ metadata }) => metadata),
  )
}
