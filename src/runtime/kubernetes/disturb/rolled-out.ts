import type { Evidence } from '../../../journal.ts'
import type { KubernetesObject } from '../../../topology/load.ts'
import { type Cluster, call } from '../cluster.ts'
import { listPods } from '../list.ts'
import { NAMESPACE } from '../names.ts'
import { type ApiPod, toPod } from '../pods.ts'
import { isBroken, wasStarted } from './started.ts'

/** The label that tells from which of a workload's templates a pod was made, and its value now. */
interface Made {
  label: string
  value: string
}

/**
 * Whether every pod that a workload should have was started from its present template, and no other is left. Where a new one
 * breaks, Kubernetes goes no further: then that it was started is what there is to prove. Readiness is a fact, not part of it.
 */
export async function rolledOut(cluster: Cluster, lab: string, object: KubernetesObject): Promise<Evidence> {
  const name = object.metadata.name
  const made = await madeNow(cluster, object)
  if (made === undefined) return { proven: false, detail: `${name} has not been looked at by its controller yet` }
  const pods = (await listPods(cluster, lab)).filter(({ metadata }) => metadata.labels?.['app'] === name)
  return judgeRollOut(name, Number(object['spec'].replicas ?? 1), pods, made)
}

/** Pure: what those pods show. */
export function judgeRollOut(name: string, replicas: number, pods: ApiPod[], { label, value }: Made): Evidence {
  const isNew = ({ metadata }: ApiPod) => metadata.labels?.[label] === value && metadata.deletionTimestamp === undefined
  const started = pods.filter((pod) => isNew(pod) && wasStarted(pod))
  const old = pods.filter((pod) => !isNew(pod))
  const whole = started.length === replicas && old.length === 0
  const broken = started.filter(isBroken)
  const facts = { started: started.length, ready: pods.filter((pod) => toPod(pod).ready).length }
  const kept = broken.length > 0 && !whole ? `, which breaks, so that ${names(old) || 'the others'} stay as they were` : ''
  const detail = `${started.length} of ${replicas} pods of ${name} were started with it${kept}`
  return { proven: whole || broken.length > 0, detail, facts }
}

function names(pods: ApiPod[]): string {
  return pods.map(({ metadata }) => metadata.name).join(', ')
}

async function madeNow(cluster: Cluster, object: KubernetesObject): Promise<Made | undefined> {
  const { status, metadata } = object as KubernetesObject & { status?: Record<string, any>; metadata: Record<string, any> }
  if (status?.['observedGeneration'] !== metadata['generation']) return undefined
  if (object.kind === 'StatefulSet') return { label: 'controller-revision-hash', value: String(status?.['updateRevision']) }
  const path = `/apis/apps/v1/namespaces/${NAMESPACE}/replicasets`
  const reply = await call(cluster, path, { params: { labelSelector: `app=${metadata['name']}` } })
  const sets = (reply.body as { items: { metadata: { annotations?: Record<string, string>; labels: Record<string, string> } }[] }).items
  const revision = metadata['annotations']?.[REVISION]
  const value = sets.find((set) => set.metadata.annotations?.[REVISION] === revision)?.metadata.labels['pod-template-hash']
  return value === undefined ? undefined : { label: 'pod-template-hash', value }
}

const REVISION = 'deployment.kubernetes.io/revision'
