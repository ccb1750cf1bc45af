import { setTimeout as sleep } from 'node:timers/promises'
import { type Cluster, call } from '../cluster.ts'
import { listPods } from '../list.ts'
import { podsPath } from '../names.ts'

/** A pod that is changed in any way is looked at by its kubelet at once. */
export const LOOK = 'thanos-lab.dev/look'

/** Between two looks: the kubelet may hear of the pod before it hears of the ConfigMap. */
const PAUSE_MS = 500

/**
 * Has the kubelets bring changed ConfigMaps into the pods that mount them now: 0.6 s, where they take up to a minute by themselves
 * (measured, Kubernetes 1.34). The annotation is gone afterwards.
 */
export async function refresh(cluster: Cluster, lab: string, configMaps: string[]): Promise<void> {
  const pods = (await listPods(cluster, lab)).filter(({ spec }) =>
    (spec.volumes ?? []).some(({ configMap }) => configMap !== undefined && configMaps.includes(configMap.name)),
  )
  const annotate = (value: string | null) =>
    Promise.all(
      pods.map(({ metadata }) =>
        call(cluster, `${podsPath}/${metadata.name}`, {
          method: 'PATCH',
          type: 'application/merge-patch+json',
          body: { metadata: { annotations: { [LOOK]: value } } },
          allow: [404],
        }),
      ),
    )
  await annotate('1')
  await sleep(PAUSE_MS)
  await annotate(null)
}
