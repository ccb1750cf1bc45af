import type { KubernetesObject } from '../../../topology/load.ts'

/** Folder of a node that the volumes are in; it is in the node's own Docker volume, gone with the node. */
export const VOLUMES_FOLDER = '/var/thanos-lab'

const STORAGE_CLASS = 'thanos-lab'

/**
 * A volume for every claim of the StatefulSets, made before it is asked for, on a node chosen in turn. kind's own class makes
 * a volume only when a pod waits for it, by a helper pod, which costs about 7 s of every `up` on two cores.
 */
export function withVolumes(
  objects: KubernetesObject[],
  nodes: string[],
): { objects: KubernetesObject[]; folders: { node: string; path: string }[] } {
  const copies = structuredClone(objects)
  const volumes = copies.flatMap((object) =>
    (object['spec']?.volumeClaimTemplates ?? []).flatMap((claim: KubernetesObject) => {
      claim['spec'].storageClassName = STORAGE_CLASS
      return Array.from({ length: object['spec'].replicas }, (_, ordinal) =>
        volume(object, claim, ordinal, nodes[ordinal % nodes.length] ?? ''),
      )
    }),
  )
  return { objects: [...copies, ...volumes.map(({ object }) => object)], folders: volumes }
}

function volume(owner: KubernetesObject, claim: KubernetesObject, ordinal: number, node: string) {
  const claimName = `${claim.metadata.name}-${owner.metadata.name}-${ordinal}`
  const path = `${VOLUMES_FOLDER}/${claimName}`
  const onNode = { matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'In', values: [node] }] }
  const object: KubernetesObject = {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name: claimName },
    spec: {
      storageClassName: STORAGE_CLASS,
      capacity: claim['spec'].resources.requests,
      accessModes: claim['spec'].accessModes,
      persistentVolumeReclaimPolicy: 'Retain',
      // Bound to its claim from the start: neither side looks for another.
      claimRef: { apiVersion: 'v1', kind: 'PersistentVolumeClaim', namespace: owner.metadata.namespace, name: claimName },
      local: { path },
      nodeAffinity: { required: { nodeSelectorTerms: [onNode] } },
    },
  }
  return { object, node, path }
}
