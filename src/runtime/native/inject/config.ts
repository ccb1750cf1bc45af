import { LabError } from '../../../lib/errors.ts'
import type { Evidence } from '../../../model/run.ts'
import type { KubernetesObject } from '../../../topology/load.ts'
import type { Change, Edit } from '../../injection.ts'
import type { ObjectRef } from '../../refs.ts'
import { type Given, givenBy } from '../given-ports.ts'
import type { Kubelet } from '../kubelet.ts'
import { refuseOutside } from '../outside.ts'
import type { LabPlan } from '../plan.ts'
import { objectsApart, planApart } from '../planning.ts'
import { progressOf } from '../roll-out.ts'
import { isFilled } from '../volumes.ts'
import type { ActiveInjection } from './active-injection.ts'

type Branch = Record<string | number, unknown>

/** The objects with the edits of these changes, in their order; the given ones stay as they are. Throws `no-target` for an object or a path that is not there. */
export function applied(objects: readonly KubernetesObject[], changes: readonly Change[]): KubernetesObject[] {
  const changed = structuredClone(objects) as KubernetesObject[]
  for (const { edits } of changes) for (const edit of edits) apply(find(changed, edit.object), edit)
  return changed
}

/** The object of that kind and name. Throws `no-target` with those that there are. */
export function find(objects: readonly KubernetesObject[], { kind, name }: ObjectRef): KubernetesObject {
  const found = objects.find((object) => object.kind === kind && object.metadata.name === name)
  if (found !== undefined) return found
  const names = objects.filter((object) => object.kind === kind).map(({ metadata }) => metadata.name)
  throw new LabError('no-target', `The lab has no ${kind} ${name}; it has ${names.join(', ') || 'none'}`)
}

/** Null, and nothing, take the field away. */
function apply(object: KubernetesObject, { path, value }: Edit): void {
  const parents = path.slice(0, -1)
  const last = path.at(-1)
  const parent = parents.reduce<unknown>((at, key) => (at as Branch | undefined)?.[key], object) as Branch | undefined
  if (last === undefined || typeof parent !== 'object')
    throw new LabError('no-target', `${object.kind} ${object.metadata.name} has no ${parents.join('.')}`)
  if (value !== undefined && value !== null) parent[last] = structuredClone(value)
  else if (Array.isArray(parent)) parent.splice(Number(last), 1)
  else delete parent[last]
}

/**
 * The lab's objects, and what of them is changed now. With each change the plan is made again, with the ports of before, and the
 * kubelet follows it: files of a ConfigMap are rewritten under the running pods at once (a cluster's kubelet takes up to a minute
 * for that), pods whose template has changed are rolled out. Without any change the plan is the first one again, byte for byte.
 */
export class Changes {
  #kubelet: Kubelet
  /** Without any change. */
  #first: LabPlan
  #plan = planApart()
  #given: Given
  #active = new Map<string, Change>()
  #read: typeof objectsApart
  #unchanged: Promise<KubernetesObject[]> | undefined
  /** One change of plan after the other. */
  #last: Promise<unknown> = Promise.resolve()

  /** `read`: a test counts how often. */
  constructor(kubelet: Kubelet, read: typeof objectsApart = objectsApart) {
    this.#kubelet = kubelet
    this.#read = read
    this.#first = kubelet.plan
    this.#given = givenBy(kubelet.plan)
  }

  /** Throws what `begin` would throw; changes nothing. */
  async admit(change: Change): Promise<void> {
    refuseOutside(this.#kubelet.plan, await this.#newPlan(applied(await this.#objects(), [change])))
  }

  /**
   * Throws `no-target` for an object that is not there, `manifest` for what does not fit, `scenario` for what reaches beyond the lab;
   * nothing is changed then.
   */
  async begin(id: string, change: Change): Promise<ActiveInjection> {
    await this.admit(change)
    await this.#follow(() => this.#active.set(id, change)).catch((error: unknown) => {
      this.#active.delete(id)
      throw error
    })
    return {
      evidence: () => this.#evidence(),
      end: () => this.#follow(() => this.#active.delete(id)),
    }
  }

  /** Throws `no-target` where the lab has none of that kind and name. */
  async object(ref: ObjectRef): Promise<KubernetesObject> {
    return find(await this.#objects(), ref)
  }

  #follow(change: () => unknown): Promise<void> {
    const work = this.#last.then(async () => {
      change()
      const plan = this.#active.size === 0 ? this.#first : await this.#newPlan(await this.#objects())
      this.#given = givenBy(plan, this.#given)
      await this.#kubelet.follow(plan)
    })
    this.#last = work.catch(() => {})
    return work
  }

  async #objects(): Promise<KubernetesObject[]> {
    // Read once, however many ask at the same time: what was changed must be changed back, whatever becomes of the file.
    this.#unchanged ??= this.#read(this.#first.folder).catch((error: unknown) => {
      this.#unchanged = undefined
      throw error
    })
    return applied(await this.#unchanged, [...this.#active.values()])
  }

  #newPlan(objects: KubernetesObject[]): Promise<LabPlan> {
    const { lab, folder, programs } = this.#first
    return this.#plan({ lab, folder, programs, given: this.#given, objects })
  }

  /** Readiness is a fact, not part of the evidence: a fault that breaks what it changes has been done all the same. */
  async #evidence(): Promise<Evidence> {
    const { plan, inSlots } = this.#kubelet
    const { current, stuck, ready } = progressOf(plan, inSlots)
    const outdated = await this.#outdated()
    const leaving = [...inSlots.keys()].filter((id) => !plan.slots.some((slot) => slot.id === id))
    const verified = current.length + stuck.length === plan.slots.length && outdated.length + leaving.length === 0
    const waits = stuck.length === 0 ? '' : `; ${stuck.join(', ')} waits, as one before it is restarted again and again`
    return {
      verified,
      detail: `${current.length} of ${plan.slots.length} pods run as changed, ${ready} of them Ready${waits}`,
      facts: { pods: plan.slots.length, current: current.length, ready, stuck: stuck.length },
    }
  }

  /** Slots whose pod has other files than the plan says. */
  async #outdated(): Promise<string[]> {
    const { slots } = this.#kubelet.plan
    const filled = await Promise.all(slots.map(async ({ volumes }) => (await Promise.all(volumes.map(isFilled))).every(Boolean)))
    return slots.filter((_, index) => !filled[index]).map(({ id }) => id)
  }
}
