import type { Evidence } from '../../model/run.ts'
import { NAMESPACE } from '../../model/workloads.ts'
import { podNotThere } from '../no-target.ts'
import type { PodRef } from '../refs.ts'
import { allowing, ApiRefused, type Cluster, send } from './api.ts'
import { readPod } from './objects.ts'
import type { ApiPod } from './pods.ts'

/** Deletes a pod at once. Throws `no-target` where that very pod is not there. */
export async function deletePod(cluster: Cluster, pod: PodRef): Promise<void> {
  await removeOrThrow(cluster, pod, 'delete', { gracePeriodSeconds: 0 })
}

/** Deletes a pod with the grace period that it has. Throws `no-target` where that very pod is not there. */
export async function retirePod(cluster: Cluster, pod: PodRef): Promise<void> {
  await removeOrThrow(cluster, pod, 'retire', {})
}

interface Deletion {
  /** Left out, the pod's own. */
  gracePeriodSeconds?: number
}

/** What stands still does not end: its frozen containers go on. */
async function removeOrThrow(cluster: Cluster, pod: PodRef, what: string, deletion: Deletion): Promise<void> {
  if (!(await removePod(cluster, pod, deletion))) throw podNotThere(pod, what)
  await cluster.nodes.thaw(pod.uid)
}

/** Has the API delete that very pod; false where it is not there. */
export async function removePod(cluster: Cluster, { name, uid }: PodRef, deletion: Deletion): Promise<boolean> {
  const body = { ...deletion, preconditions: { uid } }
  const deleting = send(cluster, `delete pod ${name}`, ({ core }) => core.deleteNamespacedPod({ name, namespace: NAMESPACE, body }))
  return !((await deleting.catch(allowing(404, 409))) instanceof ApiRefused)
}

/**
 * That very pod runs no container: the API has it no more (or as deleted), and no node has a process of it. The API alone
 * would not do: a deletion with grace 0 leaves it before the processes end.
 */
export async function evidenceGone(cluster: Cluster, { name, uid }: PodRef): Promise<Evidence> {
  const [found, running] = await Promise.all([readPod(cluster, name), cluster.nodes.runningOf(uid)])
  const { verified, inApi } = judge(uid, found)
  const facts = {
    oldUid: uid,
    runningTasks: running.length,
    inApi,
    ...(found === undefined || found.metadata.uid === uid ? {} : { newUid: found.metadata.uid }),
  }
  const processes = running.length === 0 ? 'no process of it runs in any node' : `${running.length} of its containers still run`
  return { verified: verified && running.length === 0, detail: `${name} (uid ${uid}) is ${inApi} in the API; ${processes}`, facts }
}

function judge(uid: string, found: ApiPod | undefined): { verified: boolean; inApi: 'gone' | 'replaced' | 'deleted' | 'there' } {
  if (found === undefined) return { verified: true, inApi: 'gone' }
  if (found.metadata.uid !== uid) return { verified: true, inApi: 'replaced' }
  if (found.metadata.deletionTimestamp !== undefined) return { verified: true, inApi: 'deleted' }
  return { verified: false, inApi: 'there' }
}
