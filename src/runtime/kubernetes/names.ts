import { NAMESPACE } from '../../model/workloads.ts'

/* Names that tie the lab to its objects in a cluster. */

/** On every object and pod of a lab, with the lab's name: what does not carry it is not touched. */
export const LAB_LABEL = 'thanos-lab.dev/lab'

/** Beside it, drawn when the lab is made: two labs may have one name, on different machines or after one another. */
export const ID_LABEL = 'thanos-lab.dev/id'

/** A lab as its objects name it. */
export interface Mark {
  lab: string
  id: string
}

/** The label selector of a lab's objects. */
export function selectorOf(lab: string): string {
  return `${LAB_LABEL}=${lab}`
}

/** Field manager of server-side apply. */
export const FIELD_MANAGER = 'thanos-lab'

export const podsPath = `/api/v1/namespaces/${NAMESPACE}/pods`

/** A finalizer that keeps a deleted pod's name taken, so that its successor stays away. */
export function leaseFinalizer(id: string): string {
  return `thanos-lab.dev/keep-down-${plain(id)}`
}

/** The unit in a node that ends an injection at its time. */
export function leaseTimer(id: string): string {
  return `thanos-lab-${plain(id)}`
}

/** What an injection's rules and files in a node are told by; no id is another's beginning. */
export function markOf(id: string): string {
  return `thanos-lab/${plain(id)}/`
}

/** What finalizers and unit names take. */
function plain(id: string): string {
  return id
    .toLowerCase()
    .replaceAll(/[^a-z0-9-]+/g, '-')
    .slice(-50)
    .replaceAll(/^-+|-+$/g, '')
}
