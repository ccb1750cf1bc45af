import type { LabRecord } from '../../../state/labs.ts'
import { type KubernetesObject, loadManifests } from '../../../topology/load.ts'
import { patchManifests } from '../../../topology/patch.ts'
import { exposed, imagesOf, labelled, podCount } from '../objects.ts'
import { nodeNames } from './config.ts'
import { NODE_PORT_OF } from './ports.ts'
import { withVolumes } from './volumes.ts'

/** What a kind lab is to be, from the manifests and the lab's settings. */
export interface Plan {
  objects: KubernetesObject[]
  /** Folders that must be in the nodes before their volumes are used. */
  folders: { node: string; path: string }[]
  images: string[]
  pods: number
  /** Container names of the nodes, the control plane first. */
  nodes: string[]
}

export function planOf({ name, settings }: Pick<LabRecord, 'name' | 'settings'>): Plan {
  const manifests = patchManifests(loadManifests(), settings).map(({ object }) => object)
  const nodes = nodeNames(name, settings.workers)
  // With workers the control plane keeps its taint: no pod of the lab runs there.
  const { objects, folders } = withVolumes(manifests, nodes.length > 1 ? nodes.slice(1) : nodes)
  return {
    objects: labelled(exposed(objects, NODE_PORT_OF), name),
    folders,
    images: imagesOf(manifests),
    pods: podCount(manifests),
    nodes,
  }
}
