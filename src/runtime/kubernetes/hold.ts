import { LabError } from '../../lib/errors.ts'
import type { Evidence } from '../../model/run.ts'
import type { Hold, PodRef } from '../runtime.ts'
import { call, type Cluster, type Script } from './api.ts'
import { holdFinalizer, holdTimer, NAMESPACE, podsPath } from './names.ts'
import type { ApiPod } from './pods.ts'

/**
 * Deletes a pod at once. A held one keeps its name by a finalizer, so that the workload cannot make its successor; the
 * timer that ends the hold is set before anything else is done. Throws `no-target` where that very pod is not there.
 */
export async function deletePod(cluster: Cluster, pod: PodRef, hold?: Hold): Promise<void> {
  if (hold !== undefined) await keepName(cluster, pod, hold)
  const reply = await call(cluster, `${podsPath}/${pod.name}`, {
    method: 'DELETE',
    body: { gracePeriodSeconds: 0, preconditions: { uid: pod.uid } },
    allow: [404, 409],
  })
  if (reply.status >= 400) throw notThere(pod)
  await cluster.nodes.thaw(pod.uid)
}

/** Deletes a pod with the grace period that it has. Throws `no-target` where that very pod is not there. */
export async function retirePod(cluster: Cluster, pod: PodRef): Promise<void> {
  const body = { preconditions: { uid: pod.uid } }
  const reply = await call(cluster, `${podsPath}/${pod.name}`, { method: 'DELETE', body, allow: [404, 409] })
  if (reply.status >= 400) throw notThere(pod)
  await cluster.nodes.thaw(pod.uid)
}

async function keepName(cluster: Cluster, pod: PodRef, hold: Hold): Promise<void> {
  await cluster.nodes.startTimer(holdTimer(hold.id), hold.until, releasing(pod.name))
  // With its uid a patch fits that very pod only.
  const body = { metadata: { uid: pod.uid, finalizers: [holdFinalizer(hold.id)] } }
  const reply = await patch(cluster, pod, body)
  if (reply < 400) return
  await cluster.nodes.stopTimer(holdTimer(hold.id))
  throw notThere(pod)
}

/**
 * Again and again for a minute: the API server may be away just then. A merge patch of null takes off every finalizer; the
 * pod that bears the name by then is either the held one or its successor, which has none.
 */
function releasing(pod: string): Script {
  const text = `for i in $(seq 60); do
  said=$(kubectl --kubeconfig /etc/kubernetes/admin.conf -n "$1" patch pod "$2" --type merge -p '{"metadata":{"finalizers":null}}' 2>&1) && exit 0
  case "$said" in *NotFound*) exit 0;; esac
  sleep 1
done`
  return { text, args: [NAMESPACE, pod] }
}

/** Ends a hold; a pod that is gone, or another of its name, has none. */
export async function release(cluster: Cluster, pod: PodRef, hold: Hold): Promise<void> {
  await patch(cluster, pod, { metadata: { uid: pod.uid, '$deleteFromPrimitiveList/finalizers': [holdFinalizer(hold.id)] } })
  await cluster.nodes.stopTimer(holdTimer(hold.id))
}

/** Takes the finalizers off pods that are held: their timers ended with the nodes. */
export async function releaseAll(cluster: Cluster, pods: PodRef[]): Promise<void> {
  await Promise.all(pods.map((pod) => patch(cluster, pod, { metadata: { uid: pod.uid, finalizers: null } })))
}

/** 404: there is no pod of that name; 409: it is another one. */
async function patch(cluster: Cluster, pod: PodRef, body: unknown): Promise<number> {
  const type = 'application/strategic-merge-patch+json'
  const reply = await call(cluster, `${podsPath}/${pod.name}`, { method: 'PATCH', body, type, allow: [404, 409, 422] })
  return reply.status
}

function notThere({ name, uid }: PodRef): LabError {
  return new LabError('no-target', `Pod ${name} (uid ${uid}) is not there: there is nothing to delete`)
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
