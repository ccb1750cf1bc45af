import { LabError } from '../../../../errors.ts'
import type { Away, Freeze } from '../../../disturbance.ts'
import type { Cluster } from '../../cluster.ts'
import { listPods } from '../../list.ts'
import { toPod } from '../../pods.ts'

/** Where that very start of a container runs: its node, and its pod's uid. Throws `lab-broken` where it does not. */
export async function startOf(
  cluster: Cluster,
  lab: string,
  { container, id, kind }: Freeze | Away,
): Promise<{ node: string; uid: string }> {
  const pod = (await listPods(cluster, lab)).find(({ metadata }) => metadata.name === container.pod)
  const found = pod && toPod(pod).containers.find((candidate) => candidate.name === container.container)
  if (found === undefined || found.id !== id || !found.running || pod?.spec.nodeName === undefined) {
    const what = kind === 'away' ? 'keep away' : kind
    throw new LabError('lab-broken', `That start of ${container.container} of ${container.pod} does not run: there is nothing to ${what}`)
  }
  return { node: pod.spec.nodeName, uid: pod.metadata.uid }
}
