import type { Evidence } from '../../model/run.ts'
import { podNotThere } from '../no-target.ts'
import type { PodRef } from '../refs.ts'
import { call, type Cluster } from './api.ts'
import { podsPath } from './names.ts'
import type { ApiPod } from './pods.ts'

/** Deletes a pod at once. Throws `no-target` where that very pod is not there. */
export async function deletePod(cluster: Cluster, pod: PodRef): Promise<void> {
  await remove(cluster, pod, { gracePeriodSeconds: 0 })
}

/** Deletes a pod with the grace period that it has. Throws `no-target` where that very pod is not there. */
export async function retirePod(cluster: Cluster, pod: PodRef): Promise<void> {
  await remove(cluster, pod, {})
}

async function remove(cluster: Cluster, pod: PodRef, options: { gracePeriodSeconds?: number }): Promise<void> {
  const body = { ...options, preconditions: { uid: pod.uid } }
  const reply = await call(cluster, `${podsPath}/${pod.name}`, { method: 'DELETE', body, allow: [404, 409] })
  if (reply.status >= 400) throw podNotThere(pod, 'delete')
  await cluster.nodes.thaw(pod.uid)
}

/**
 * That very pod runs no container: the API has it no more (or as deleted), and no node has a process of it. The API alone
 * would not do: a deletion with grace 0 leaves it before the processes end.
 */
export async function evidenceGone(cluster: Cluster, { name, uid }: PodRef): Promise<Evidence> {
  const [reply, running] = await Promise.all([call(cluster, `${podsPath}/${name}`, { allow: [404] }), cluster.nodes.runningOf(uid)])
  const found = reply.status === 404 ? undefined : (reply.body as ApiPod)
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
