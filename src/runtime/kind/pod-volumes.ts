import { LabError } from '../../lib/errors.ts'
import type { LabRecord } from '../../storage/labs.ts'
import type { Cluster } from '../kubernetes/api.ts'
import { evidenceGone } from '../kubernetes/deletion.ts'
import type { PodRef } from '../refs.ts'
import { planOf } from './config.ts'
import { markOfLab } from './record.ts'
import type { VolumeClaim } from './volumes.ts'

/** The claims that are a pod's own. */
export function claimsOfPod(record: LabRecord, pod: string): VolumeClaim[] {
  return planOf(record.settings, markOfLab(record)).claims.filter(({ object }) => object.metadata.name.endsWith(`-${pod}`))
}

/** Empties the folders of a pod's claims, in their nodes. Throws `no-target` where that very pod still runs. */
export async function wipe(record: LabRecord, cluster: Cluster, pod: PodRef): Promise<void> {
  const { verified, detail } = await evidenceGone(cluster, pod)
  if (!verified) throw new LabError('no-target', `The volumes of a pod that runs are not emptied: ${detail}`)
  for (const { node, path } of claimsOfPod(record, pod.name))
    await cluster.nodes.run(node, { text: 'find "$1" -mindepth 1 -delete', args: [path] })
}
