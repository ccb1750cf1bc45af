import { NAMESPACE } from '../../../model/workloads.ts'
import type { KeepDown } from '../../injection.ts'
import { podNotThere } from '../../no-target.ts'
import type { PodRef } from '../../refs.ts'
import { allowing, ApiRefused, type Cluster, type Script, send } from '../api.ts'
import { leaseFinalizer, leaseTimer } from '../names.ts'
import { readPod } from '../objects.ts'
import type { Injector } from './injector.ts'

/** A finalizer keeps the name of a pod taken when it is deleted, so that its workload cannot make a successor. */
export function keepPodDown(cluster: Cluster): Injector<KeepDown> {
  return {
    async begin({ pod }, lease) {
      await cluster.nodes.startTimer(leaseTimer(lease.id), lease.until, freeName(pod.name))
      // With its uid a patch fits that very pod only.
      if (await patch(cluster, pod, { metadata: { uid: pod.uid, finalizers: [leaseFinalizer(lease.id)] } })) return
      await cluster.nodes.stopTimer(leaseTimer(lease.id))
      throw podNotThere(pod, 'keep down')
    },
    // A pod that is gone, or another of its name, has no such finalizer.
    async end({ pod }, lease) {
      await patch(cluster, pod, { metadata: { uid: pod.uid, '$deleteFromPrimitiveList/finalizers': [leaseFinalizer(lease.id)] } })
      await cluster.nodes.stopTimer(leaseTimer(lease.id))
    },
    async evidence({ pod }, lease) {
      const found = (await readPod(cluster, pod.name))?.metadata
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

/** False where that very pod is not there. 404: there is no pod of that name; 409, 422: it is another one. */
async function patch(cluster: Cluster, { name }: PodRef, body: unknown): Promise<boolean> {
  const patching = send(cluster, `patch pod ${name}`, ({ core, patch: { strategic } }) =>
    core.patchNamespacedPod({ name, namespace: NAMESPACE, body }, strategic),
  )
  return !((await patching.catch(allowing(404, 409, 422))) instanceof ApiRefused)
}
