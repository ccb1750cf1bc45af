import { LabError } from '../../../errors.ts'
import type { LabRecord } from '../../../state/labs.ts'
import type { PodRef } from '../../runtime.ts'
import type { Cluster } from '../cluster.ts'
import { evidenceGone } from '../gone.ts'
import { planOf } from './plan.ts'
import type { Claim } from './volumes.ts'

/** The claims that are a pod's own. */
export function claimsOfPod(record: LabRecord, pod: string): Claim[] {
  return planOf(record).claims.filter(({ object }) => object.metadata.name.endsWith(`-${pod}`))
}

/** Empties the folders of a pod's claims, in their nodes. Throws `lab-broken` where that very pod still runs. */
export async function wipe(record: LabRecord, cluster: Cluster, pod: PodRef): Promise<void> {
  const { proven, detail } = await evidenceGone(cluster, pod)
  if (!proven) throw new LabError('lab-broken', `The volumes of a pod that runs are not emptied: ${detail}`)
  for (const { node, path } of claimsOfPod(record, pod.name))
    await cluster.nodes.run(node, { text: 'find "$1" -mindepth 1 -delete', args: [path] })
}
