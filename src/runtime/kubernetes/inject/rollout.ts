import { poll } from '../../../lib/poll.ts'
import type { Evidence } from '../../../model/run.ts'
import { NAMESPACE } from '../../../model/workloads.ts'
import type { KubernetesObject } from '../../../topology/load.ts'
import type { Edit } from '../../injection.ts'
import type { PodRef } from '../../refs.ts'
import { type Cluster, send } from '../api.ts'
import { removePod } from '../deletion.ts'
import { listPods, objectOf } from '../objects.ts'
import { type ApiContainerStatus, type ApiPod, toPod } from '../pods.ts'

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
  if (made === undefined) return { verified: false, detail: `${name} has not been looked at by its controller yet` }
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
  return { verified: whole || broken.length > 0, detail, facts }
}

function names(pods: ApiPod[]): string {
  return pods.map(({ metadata }) => metadata.name).join(', ')
}

async function madeNow(cluster: Cluster, object: KubernetesObject): Promise<Made | undefined> {
  const { status, metadata } = object as KubernetesObject & { status?: Record<string, any>; metadata: Record<string, any> }
  if (status?.['observedGeneration'] !== metadata['generation']) return undefined
  if (object.kind === 'StatefulSet') return { label: 'controller-revision-hash', value: String(status?.['updateRevision']) }
  const labelSelector = `app=${metadata['name']}`
  const sets = await send(cluster, 'list ReplicaSets', ({ apps }) => apps.listNamespacedReplicaSet({ namespace: NAMESPACE, labelSelector }))
  const revision = metadata['annotations']?.[REVISION]
  const found = sets.items.find((set) => set.metadata?.annotations?.[REVISION] === revision)
  const value = found?.metadata?.labels?.['pod-template-hash']
  return value === undefined ? undefined : { label: 'pod-template-hash', value }
}

const REVISION = 'deployment.kubernetes.io/revision'

/** One of its containers runs, or has run. */
export function wasStarted(pod: ApiPod): boolean {
  return all(pod).some(({ state, lastState }) => (state?.running ?? state?.terminated ?? lastState?.terminated) !== undefined)
}

/** It is not Ready, as one of its containers has ended badly, or cannot be started. */
export function isBroken(pod: ApiPod): boolean {
  if (toPod(pod).ready) return false
  return all(pod).some(({ restartCount, state }) => {
    const { terminated, waiting } = state ?? {}
    return restartCount > 0 || (terminated !== undefined && terminated.exitCode !== 0) || /Error$|BackOff$/.test(waiting?.reason ?? '')
  })
}

function all({ status }: ApiPod): ApiContainerStatus[] {
  return [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])]
}

/**
 * Pods that a changed StatefulSet's template broke: the controller waits for them to be Ready before it rolls on, or back
 * (Kubernetes, StatefulSets, "Forced rollback").
 */
export async function brokenPods(cluster: Cluster, lab: string, edits: Edit[]): Promise<PodRef[]> {
  const changed = edits.flatMap(({ object, path }) => (object.kind === 'StatefulSet' && path.includes('template') ? [object.name] : []))
  if (changed.length === 0) return []
  const pods = (await listPods(cluster, lab)).filter(({ metadata }) => changed.includes(metadata.labels?.['app'] ?? ''))
  return pods.filter(isBroken).map(({ metadata }) => metadata)
}

/** Waits until the controllers know the templates as they are now: a pod that is made again before would be as before. */
export async function untilObserved(cluster: Cluster, lab: string, edits: Edit[]): Promise<void> {
  const look = () => Promise.all(edits.map(({ object }) => objectOf(cluster, lab, object)))
  await poll(look, { until: (objects) => objects.every(observed), everyMs: 100, attempts: 50 })
}

function observed({ kind, metadata, ...rest }: KubernetesObject): boolean {
  return kind !== 'StatefulSet' || rest['status']?.observedGeneration === (metadata as { generation?: number }).generation
}

/** Deletes them, so that they are made from the template as it is then. */
export async function removePods(cluster: Cluster, pods: PodRef[]): Promise<void> {
  for (const pod of pods) await removePod(cluster, pod, { gracePeriodSeconds: 0 })
}
