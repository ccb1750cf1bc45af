import { addressOf } from '../kubeconfig.ts'
import { applyObjects, loadClient } from '../apply.ts'
import { releaseAll } from '../hold.ts'
import { listPods } from '../lab.ts'
import { podsReady } from '../ready.ts'
import { apiReady, kindCluster } from './access.ts'
import { labFiles } from './files.ts'
import type { NodeContainer } from './found.ts'
import { inNode } from './nodes.ts'
import type { Work } from './work.ts'

export interface RollOut {
  nodes: NodeContainer[]
  /** A kubeconfig's text. */
  kubeconfig: string
  /** Containers must have started at or after this, Unix ms. */
  since: number
}

/** Applies the manifests as soon as the API server takes them, and waits until every pod is Ready. */
export async function rollOut(work: Work, { nodes, kubeconfig, since }: RollOut, signal: AbortSignal): Promise<void> {
  const { request, record, plan } = work
  const { progress, name } = request
  const cluster = kindCluster(record, labFiles(name).kubeconfig, kubeconfig)
  await progress.step('applying the manifests', async () => {
    work.waiting = 'the API server'
    await Promise.all([apiReady(cluster.api, signal), makeFolders(work, nodes, signal), loadClient()])
    await applyObjects(kubeconfig, plan.objects)
  })
  await progress.step('waiting for the pods', async (note) => {
    const told = (text: string) => {
      work.waiting = text
      note(text)
    }
    await podsReady(cluster, { lab: name, count: plan.pods, since }, signal, told)
  })
}

/** A local volume's folder must be there before a pod that uses it starts. */
async function makeFolders({ plan }: Work, nodes: NodeContainer[], signal: AbortSignal): Promise<void> {
  await Promise.all(
    nodes.map(async ({ name, id }) => {
      const paths = plan.folders.filter(({ node }) => node === name).map(({ path }) => path)
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
