import { setTimeout as sleep } from 'node:timers/promises'
import type { KubernetesObject } from '../../../topology/load.ts'
import type { Edit } from '../../disturbance.ts'
import type { PodRef } from '../../runtime.ts'
import { type Cluster, call } from '../cluster.ts'
import { listPods } from '../list.ts'
import { podsPath } from '../names.ts'
import { objectOf } from '../object.ts'
import { isBroken } from './started.ts'

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

/** Waits until the controllers know the templates as they are now: a pod that is made anew before would be as before. */
export async function untilObserved(cluster: Cluster, lab: string, edits: Edit[]): Promise<void> {
  for (let attempt = 0; attempt < 50; attempt += 1) {
    const objects = await Promise.all(edits.map(({ object }) => objectOf(cluster, lab, object)))
    if (objects.every(observed)) return
    await sleep(100)
  }
}

function observed({ kind, metadata, ...rest }: KubernetesObject): boolean {
  return kind !== 'StatefulSet' || rest['status']?.observedGeneration === (metadata as { generation?: number }).generation
}

/** Deletes them, so that they are made from the template as it is then. */
export async function removePods(cluster: Cluster, pods: PodRef[]): Promise<void> {
  for (const { name, uid } of pods)
    await call(cluster, `${podsPath}/${name}`, {
      method: 'DELETE',
      body: { gracePeriodSeconds: 0, preconditions: { uid } },
      allow: [404, 409],
    })
}
