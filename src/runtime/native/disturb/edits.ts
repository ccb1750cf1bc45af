import { LabError } from '../../../errors.ts'
import type { KubernetesObject } from '../../../topology/load.ts'
import type { Change, Edit } from '../../disturbance.ts'
import type { ObjectRef } from '../../refs.ts'

type Branch = Record<string | number, unknown>

/** The objects with the edits of these changes, in their order; the given ones stay as they are. Throws `lab-broken` for an object or a path that is not there. */
export function applied(objects: readonly KubernetesObject[], changes: readonly Change[]): KubernetesObject[] {
  const changed = structuredClone(objects) as KubernetesObject[]
  for (const { edits } of changes) for (const edit of edits) apply(find(changed, edit.object), edit)
  return changed
}

/** The object of that kind and name. Throws `lab-broken` with those that there are. */
export function find(objects: readonly KubernetesObject[], { kind, name }: ObjectRef): KubernetesObject {
  const found = objects.find((object) => object.kind === kind && object.metadata.name === name)
  if (found !== undefined) return found
  const names = objects.filter((object) => object.kind === kind).map(({ metadata }) => metadata.name)
  throw new LabError('lab-broken', `The lab has no ${kind} ${name}; it has ${names.join(', ') || 'none'}`, { hint: 'correct the scenario' })
}

/** Null, and nothing, take the field away. */
function apply(object: KubernetesObject, { path, value }: Edit): void {
  const parents = path.slice(0, -1)
  const last = path.at(-1)
  const parent = parents.reduce<unknown>((at, key) => (at as Branch | undefined)?.[key], object) as Branch | undefined
  if (last === undefined || typeof parent !== 'object')
    throw new LabError('lab-broken', `${object.kind} ${object.metadata.name} has no ${parents.join('.')}`, { hint: 'correct the scenario' })
  if (value !== undefined && value !== null) parent[last] = structuredClone(value)
  else if (Array.isArray(parent)) parent.splice(Number(last), 1)
  else delete parent[last]
}
