import type { LabRecord } from '../../../state/labs.ts'
import { type KubernetesObject, loadManifests } from '../../../topology/load.ts'
import { patchManifests } from '../../../topology/patch.ts'
import { exposed, imagesOf, labelled, podCount } from '../objects.ts'
import { nodeNames } from './config.ts'
import { NODE_PORT_OF } from './ports.ts'
import { type Claim, claimsOf, withOwnClass } from './volumes.ts'

/** What a kind lab is to be, from the manifests and the lab's settings. */
export interface Plan {
  objects: KubernetesObject[]
  claims: Claim[]
  images: string[]
  pods: number
  /** Container names of the nodes, the control plane first. */
  nodes: string[]
}

export function planOf({ name, settings }: Pick<LabRecord, 'name' | 'settings'>): Plan {
  const manifests = patchManifests(loadManifests(), settings).map(({ object }) => object)
  const objects = withOwnClass(labelled(exposed(manifests, NODE_PORT_OF), name))
  const nodes = nodeNames(name, settings.workers)
  // With workers the control plane keeps its taint: no pod of the lab runs there.
  const claims = claimsOf(objects, nodes.length > 1 ? nodes.slice(1) : nodes)
  return { objects, claims, images: imagesOf(manifests), pods: podCount(manifests), nodes }
}
