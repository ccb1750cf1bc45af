import { LabError } from '../../lib/errors.ts'
import type { Node } from '../../model/lab.ts'
import { NAMESPACE } from '../../model/workloads.ts'
import type { KubernetesObject } from '../../topology/load.ts'
import type { ObjectRef } from '../refs.ts'
import { allowing, ApiRefused, type Cluster, read, send } from './api.ts'
import { ID_LABEL, LAB_LABEL, type Mark, podsPath, selectorOf } from './names.ts'
import type { ApiPod } from './pods.ts'
import { checkShape, listSchema, nodeSchema, objectSchema, podSchema } from './shapes.ts'

const COLLECTIONS: Record<ObjectRef['kind'], string> = {
  ConfigMap: `/api/v1/namespaces/${NAMESPACE}/configmaps`,
  Service: `/api/v1/namespaces/${NAMESPACE}/services`,
  StatefulSet: `/apis/apps/v1/namespaces/${NAMESPACE}/statefulsets`,
  Deployment: `/apis/apps/v1/namespaces/${NAMESPACE}/deployments`,
}

/** An object of the lab's as it is now. Throws `no-target` where the lab has none of that kind and name. */
export async function objectOf(cluster: Cluster, lab: string, ref: ObjectRef): Promise<KubernetesObject> {
  const found = await readOne<KubernetesObject>(cluster, `${COLLECTIONS[ref.kind]}/${ref.name}`, objectSchema)
  if (found?.metadata.labels?.[LAB_LABEL] !== lab) throw new LabError('no-target', `The lab "${lab}" has no ${ref.kind} ${ref.name}`)
  // A GET of one object need not name its kind.
  return { ...found, kind: ref.kind }
}

/** Merges `body` into a node's object. Throws `no-target` where there is no node of that name. */
export async function patchNode(cluster: Cluster, name: string, body: object): Promise<void> {
  const patching = send(cluster, `patch node ${name}`, ({ core, patch: { merge } }) => core.patchNode({ name, body }, merge))
  if ((await patching.catch(allowing(404))) instanceof ApiRefused) throw new LabError('no-target', `There is no node ${name}`)
}

/** The objects with the lab's labels, on themselves and on the pods and claims made from them. The given ones stay as they are. */
export function labelled(objects: KubernetesObject[], { lab, id }: Mark): KubernetesObject[] {
  return objects.map((object) => {
    const copy = structuredClone(object)
    const spec = copy['spec']
    for (const one of [copy, spec?.template, ...(spec?.volumeClaimTemplates ?? [])])
      if (one !== undefined) one.metadata = { ...one.metadata, labels: { ...one.metadata?.labels, [LAB_LABEL]: lab, [ID_LABEL]: id } }
    return copy
  })
}

/** The named Services as NodePorts: Service name → port on every node, for the Service's first port. */
export function exposed(objects: KubernetesObject[], nodePorts: Record<string, number>): KubernetesObject[] {
  return objects.map((object) => {
    const nodePort = object.kind === 'Service' ? nodePorts[object.metadata.name] : undefined
    if (nodePort === undefined) return object
    const copy = structuredClone(object)
    copy['spec'].type = 'NodePort'
    copy['spec'].ports[0].nodePort = nodePort
    return copy
  })
}

/** Every image that the objects' containers run, each once. */
export function imagesOf(objects: KubernetesObject[]): string[] {
  const pods = objects.map((object) => object['spec']?.template?.spec).filter((pod) => pod !== undefined)
  const containers = pods.flatMap((pod): { image: string }[] => [...(pod.initContainers ?? []), ...(pod.containers ?? [])])
  return [...new Set(containers.map(({ image }) => image))]
}

/** How many pods the objects ask for. */
export function podCount(objects: KubernetesObject[]): number {
  return objects
    .filter(({ kind }) => kind === 'StatefulSet' || kind === 'Deployment')
    .reduce((sum, object) => sum + Number(object['spec'].replicas ?? 1), 0)
}

/** The pod that bears a name now. */
export function readPod(cluster: Cluster, name: string): Promise<ApiPod | undefined> {
  return readOne<ApiPod>(cluster, `${podsPath}/${name}`, podSchema)
}

type Shape = Parameters<typeof checkShape>[0]

async function readOne<T>(cluster: Cluster, path: string, shape: Shape): Promise<T | undefined> {
  const found = await read(cluster, path).catch(allowing(404))
  if (found instanceof ApiRefused) return undefined
  checkShape(shape, found, path)
  return found as T
}

async function readList<T>(cluster: Cluster, path: string, shape: Shape, params?: Record<string, string>): Promise<T[]> {
  const found = await read(cluster, path, params)
  checkShape(listSchema, found, path)
  const { items } = found as { items: T[] }
  for (const item of items) checkShape(shape, item, path)
  return items
}

/** The lab's pods, in the order of their names. */
export async function listPods(cluster: Cluster, lab: string): Promise<ApiPod[]> {
  const items = await readList<ApiPod>(cluster, podsPath, podSchema, { labelSelector: selectorOf(lab) })
  return items.sort((a, b) => a.metadata.name.localeCompare(b.metadata.name))
}

interface ApiNode {
  metadata: { name: string }
  spec: { unschedulable?: boolean }
  status?: { conditions?: { type: string; status: string }[] }
}

/** The nodes of the cluster, in the order of their names. */
export async function listNodes(cluster: Cluster): Promise<Node[]> {
  const items = await readList<ApiNode>(cluster, '/api/v1/nodes', nodeSchema)
  return items.map(toNode).sort((a, b) => a.name.localeCompare(b.name))
}

function toNode({ metadata, spec, status }: ApiNode): Node {
  const ready = status?.conditions?.find(({ type }) => type === 'Ready')?.status === 'True'
  return { name: metadata.name, ready, schedulable: spec.unschedulable !== true }
}
