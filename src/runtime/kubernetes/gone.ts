import type { Evidence } from '../../journal.ts'
import type { PodRef } from '../runtime.ts'
import { type Cluster, call } from './cluster.ts'
import { podsPath } from './names.ts'
import type { ApiPod } from './pods.ts'

/**
 * That very pod runs no container: the API has it no more (or as deleted), and no node has a process of it. The API alone
 * would not do: a deletion with grace 0 leaves it before the processes end.
 */
export async function evidenceGone(cluster: Cluster, { name, uid }: PodRef): Promise<Evidence> {
  const [reply, running] = await Promise.all([call(cluster, `${podsPath}/${name}`, { allow: [404] }), cluster.nodes.runningOf(uid)])
  const found = reply.status === 404 ? undefined : (reply.body as ApiPod)
  const { proven, inApi } = judge(uid, found)
  const facts = {
    oldUid: uid,
    runningTasks: running.length,
    inApi,
    ...(found === undefined || found.metadata.uid === uid ? {} : { newUid: found.metadata.uid }),
  }
  const processes = running.length === 0 ? 'no process of it runs in any node' : `${running.length} of its containers still run`
  return { proven: proven && running.length === 0, detail: `${name} (uid ${uid}) is ${inApi} in the API; ${processes}`, facts }
}

function judge(uid: string, found: ApiPod | undefined): { proven: boolean; inApi: 'gone' | 'replaced' | 'deleted' | 'there' } {
  if (found === undefined) return { proven: true, inApi: 'gone' }
  if (found.metadata.uid !== uid) return { proven: true, inApi: 'replaced' }
  if (found.metadata.deletionTimestamp !== undefined) return { proven: true, inApi: 'deleted' }
  return { proven: false, inApi: 'there' }
}
