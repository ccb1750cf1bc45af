import { type Cluster, call } from './cluster.ts'
import { LAB_LABEL, podsPath } from './names.ts'
import type { ApiPod } from './pods.ts'

/** The lab's pods, in the order of their names. */
export async function listPods(cluster: Cluster, lab: string): Promise<ApiPod[]> {
  const reply = await call(cluster, podsPath, { params: { labelSelector: `${LAB_LABEL}=${lab}` } })
  const pods = (reply.body as { items: ApiPod[] }).items
  return pods.sort((a, b) => a.metadata.name.localeCompare(b.metadata.name))
}
