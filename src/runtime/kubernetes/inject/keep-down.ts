import { NAMESPACE } from '../../../model/workloads.ts'
import type { KeepDown } from '../../injection.ts'
import { podNotThere } from '../../no-target.ts'
import type { PodRef } from '../../refs.ts'
import { call, type Cluster, type Script } from '../api.ts'
import { leaseFinalizer, leaseTimer, podsPath } from '../names.ts'
import type { ApiPod } from '../pods.ts'
import type { Injector } from './injector.ts'

/** A finalizer keeps the name of a pod taken when it is deleted, so that its workload cannot make a successor. */
export function keepPodDown(cluster: Cluster): Injector<KeepDown> {
  return {
    async begin({ pod }, lease) {
      await cluster.nodes.startTimer(leaseTimer(lease.id), lease.until, freeName(pod.name))
      // With its uid a patch fits that very pod only.
      const status = await patch(cluster, pod, { metadata: { uid: pod.uid, finalizers: [leaseFinalizer(lease.id)] } })
      if (status < 400) return
      await cluster.nodes.stopTimer(leaseTimer(lease.id))
      throw podNotThere(pod, 'delete')
    },
    // A pod that is gone, or another of its name, has no such finalizer.
    async end({ pod }, lease) {
      await patch(cluster, pod, { metadata: { uid: pod.uid, '$deleteFromPrimitiveList/finalizers': [leaseFinalizer(lease.id)] } })
      await cluster.nodes.stopTimer(leaseTimer(lease.id))
    },
    async evidence({ pod }, lease) {
      const reply = await call(cluster, `${podsPath}/${pod.name}`, { allow: [404] })
      const found = reply.status === 404 ? undefined : (reply.body as ApiPod).metadata
      const verified = found?.uid === pod.uid && (found.finalizers ?? []).includes(leaseFinalizer(lease.id))
      return { verified, detail: `the name of ${pod.name} (uid ${pod.uid}) is ${verified ? '' : 'not '}kept by a finalizer` }
    },
  }
}

/**
 * Again and again for a minute: the API server may be away just then. A merge patch of null takes off every finalizer; the
 * pod that bears the name by then is either the one that is kept down or its successor, which has none.
 */
function freeName(pod: string): Script {
  const text = `for i in $(seq 60); do
  said=$(kubectl --kubeconfig /etc/kubernetes/admin.conf -n "$1" patch pod "$2" --type merge -p '{"metadata":{"finalizers":null}}' 2>&1) && exit 0
  case "$said" in *NotFound*) exit 0;; esac
  sleep 1
done`
  return { text, args: [NAMESPACE, pod] }
}

/** Takes the finalizers off pods that are kept down: their timers ended with the nodes. */
export async function freeNames(cluster: Cluster, pods: PodRef[]): Promise<void> {
  await Promise.all(pods.map((pod) => patch(cluster, pod, { metadata: { uid: pod.uid, finalizers: null } })))
}

/** 404: there is no pod of that name; 409: it is another one. */
async function patch(cluster: Cluster, pod: PodRef, body: unknown): Promise<number> {
  const type = 'application/strategic-merge-patch+json'
  const reply = await call(cluster, `${podsPath}/${pod.name}`, { method: 'PATCH', body, type, allow: [404, 409, 422] })
  return reply.status
}
