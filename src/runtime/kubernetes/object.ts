import { LabError } from '../../errors.ts'
import type { KubernetesObject } from '../../topology/load.ts'
import type { ObjectRef } from '../runtime.ts'
import { type Cluster, call } from './cluster.ts'
import { LAB_LABEL, NAMESPACE } from './names.ts'

const COLLECTIONS: Record<ObjectRef['kind'], string> = {
  ConfigMap: `/api/v1/namespaces/${NAMESPACE}/configmaps`,
  Service: `/api/v1/namespaces/${NAMESPACE}/services`,
  StatefulSet: `/apis/apps/v1/namespaces/${NAMESPACE}/statefulsets`,
  Deployment: `/apis/apps/v1/namespaces/${NAMESPACE}/deployments`,
}

export function objectPath({ kind, name }: ObjectRef): string {
  return `${COLLECTIONS[kind]}/${name}`
}

/** An object of the lab's as it is now. Throws `lab-broken` where the lab has none of that kind and name. */
export async function objectOf(cluster: Cluster, lab: string, ref: ObjectRef): Promise<KubernetesObject> {
  const reply = await call(cluster, objectPath(ref), { allow: [404] })
  const found = reply.status === 404 ? undefined : (reply.body as KubernetesObject)
  if (found?.metadata.labels?.[LAB_LABEL] !== lab)
    throw new LabError('lab-broken', `The lab "${lab}" has no ${ref.kind} ${ref.name}`, { hint: 'correct the scenario' })
  // A GET of one object need not name its kind.
  return { ...found, kind: ref.kind }
}
