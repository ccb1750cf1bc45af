import { setTimeout as sleep } from 'node:timers/promises'
import { LabError } from '../../../errors.ts'
import { type Cluster, call } from '../cluster.ts'

const COREDNS = '/apis/apps/v1/namespaces/kube-system/deployments/coredns'

/**
 * Has a new cluster's CoreDNS asked every second whether it is ready. kubeadm leaves it at every ten, of which the first is
 * always too early, so that no name is found, and Query sees no store, for up to ten seconds more. The one thing that the lab
 * changes in a cluster beside its own objects; the cluster is the lab's, and its pods have not started by then.
 */
export async function hastenDns(cluster: Cluster, signal: AbortSignal): Promise<void> {
  const body = { spec: { template: { spec: { containers: [{ name: 'coredns', readinessProbe: { periodSeconds: 1 } }] } } } }
  while (!signal.aborted) {
    const type = 'application/strategic-merge-patch+json'
    const reply = await call(cluster, COREDNS, { method: 'PATCH', body, type, allow: [404] }).catch(notNow)
    if (reply?.status === 200) return
    await sleep(250, undefined, { signal }).catch(() => {})
  }
}

/** Whether the API server answers is found out by who waits for the pods. */
function notNow(error: unknown): undefined {
  if (!(error instanceof LabError)) throw error
}
