import type { Node } from '../../model.ts'
import { type Cluster, call } from './cluster.ts'
import { LAB_LABEL, podsPath } from './names.ts'
import type { ApiPod } from './pods.ts'

/** The lab's pods, in the order of their names. */
export async function listPods(cluster: Cluster, lab: string): Promise<ApiPod[]> {
  const reply = await call(cluster, podsPath, { params: { labelSelector: `${LAB_LABEL}=${lab}` } })
  const pods = (reply.body as { items: ApiPod[] }).items
  return pods.sort((a, b) => a.metadata.name.localeCompare(b.metadata.name))
}

interface ApiNode {
  metadata: { name: string }
  spec: { unschedulable?: boolean }
  status?: { conditions?: { type: string; status: string }[] }
}

/** The nodes of the cluster, in the order of their names. */
export async function listNodes(cluster: Cluster): Promise<Node[]> {
  const nodes = ((await call(cluster, '/api/v1/nodes')).body as { items: ApiNode[] }).items
  return nodes.map(toNode).sort((a, b) => a.name.localeCompare(b.name))
}

function toNode({ metadata, spec, status }: ApiNode): Node {
  const ready = status?.conditions?.find(({ type }) => type === 'Ready')?.status === 'True'
  return { name: metadata.name, ready, schedulable: spec.unschedulable !== true }
}
