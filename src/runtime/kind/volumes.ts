import type { KubernetesObject } from '../../topology/load.ts'

/** Folder of a node that the volumes are in; it is in the node's own Docker volume, gone with the node. */
const FOLDER = '/var/thanos-lab'

/** No class of this name is there: these claims take no volume but their own. */
const STORAGE_CLASS = 'thanos-lab'

/** A claim of a replica, made before its StatefulSet asks for it, and where its volume is to be. */
export interface VolumeClaim {
  object: KubernetesObject
  node: string
  path: string
}

/**
 * A claim for every replica of the StatefulSets, on the nodes in turn. kind's own storage class makes a volume only when a pod
 * waits for it, by a helper pod, which costs about 7 s of every `up` on two cores.
 */
export function claimsOf(objects: KubernetesObject[], nodes: string[]): VolumeClaim[] {
  return objects.flatMap((owner) =>
    (owner['spec']?.volumeClaimTemplates ?? []).flatMap((template: KubernetesObject) =>
      Array.from({ length: owner['spec'].replicas }, (_, ordinal) => {
        const name = `${template.metadata.name}-${owner.metadata.name}-${ordinal}`
        const metadata = { ...template.metadata, name, namespace: owner.metadata.namespace }
        const object = { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata, spec: withClass(template['spec']) }
        return { object, node: nodes[ordinal % nodes.length] ?? '', path: `${FOLDER}/${name}` }
      }),
    ),
  )
}

/** The StatefulSets with that class in their claims, so that each finds its own. */
export function withOwnClass(objects: KubernetesObject[]): KubernetesObject[] {
  return objects.map((object) => {
    const templates: KubernetesObject[] = object['spec']?.volumeClaimTemplates ?? []
    if (templates.length === 0) return object
    const volumeClaimTemplates = templates.map((template) => ({ ...template, spec: withClass(template['spec']) }))
    return { ...object, spec: { ...object['spec'], volumeClaimTemplates } }
  })
}

/** On the node that holds a claim's volume. A label can be moved to another node; a node's name in a volume could not be changed. */
export function holderLabel({ object }: Pick<VolumeClaim, 'object'>): string {
  return `volume.thanos-lab.dev/${object.metadata.name}`
}

/**
 * The volume of a claim. It names the claim by its uid: by the name alone the two would be bound all the same, but by two
 * workers of the controller at once, of which one loses now and then and tries again only after 15 s.
 */
export function volumeOf({ object: claim, path }: Omit<VolumeClaim, 'node'>, uid: string): KubernetesObject {
  const { name, namespace, labels = {} } = claim.metadata
  const onNode = { matchExpressions: [{ key: holderLabel({ object: claim }), operator: 'Exists' }] }
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name, labels },
    spec: {
      storageClassName: STORAGE_CLASS,
      capacity: claim['spec'].resources.requests,
      accessModes: claim['spec'].accessModes,
      persistentVolumeReclaimPolicy: 'Retain',
      claimRef: { apiVersion: 'v1', kind: 'PersistentVolumeClaim', namespace, name, uid },
      local: { path },
      nodeAffinity: { required: { nodeSelectorTerms: [onNode] } },
    },
  }
}

function withClass(spec: object): object {
  return { ...spec, storageClassName: STORAGE_CLASS }
}
