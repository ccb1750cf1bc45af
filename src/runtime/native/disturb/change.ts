import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Evidence } from '../../../journal.ts'
import type { KubernetesObject, Manifest } from '../../../topology/load.ts'
import type { Change } from '../../disturbance.ts'
import type { ObjectRef } from '../../refs.ts'
import { type Given, givenBy, portsIn } from '../given.ts'
import type { Kubelet } from '../kubelet.ts'
import type { Plan } from '../plan.ts'
import { progressOf } from '../roll-out.ts'
import { isFilled } from '../volumes.ts'
import { applied, find } from './edits.ts'
import type { InForce } from './in-force.ts'

/**
 * The lab's objects, and what of them is changed now. With each change the plan is made anew, with the ports of before, and the
 * kubelet goes over to it: files of a ConfigMap are rewritten under the running pods at once (a cluster's kubelet takes up to a minute
 * for that), pods whose template has changed are rolled out. Without any change the plan is the first one again, byte for byte.
 */
export class Changes {
  #kubelet: Kubelet
  #given: Given
  #inForce = new Map<string, Change>()
  /** One roll-over after the other. */
  #last: Promise<unknown> = Promise.resolve()

  constructor(kubelet: Kubelet) {
    this.#kubelet = kubelet
    this.#given = givenBy(kubelet.plan)
  }

  /** Throws `lab-broken` for an object that is not there, `manifest` for what does not fit; nothing is changed then. */
  async begin(id: string, change: Change): Promise<InForce> {
    await this.#goOver(() => this.#inForce.set(id, change)).catch((error: unknown) => {
      this.#inForce.delete(id)
      throw error
    })
    return {
      look: () => this.#look(),
      end: () => this.#goOver(() => this.#inForce.delete(id)),
    }
  }

  /** Throws `lab-broken` where the lab has none of that kind and name. */
  async object(ref: ObjectRef): Promise<KubernetesObject> {
    return find(await this.#objects(), ref)
  }

  #goOver(change: () => unknown): Promise<void> {
    const work = this.#last.then(async () => {
      change()
      const plan = await this.#newPlan(await this.#objects())
      await this.#kubelet.follow(plan)
    })
    this.#last = work.catch(() => {})
    return work
  }

  async #objects(): Promise<KubernetesObject[]> {
    const text = await readFile(join(this.#kubelet.plan.folder, 'objects.json'), 'utf8')
    return applied(JSON.parse(text) as KubernetesObject[], [...this.#inForce.values()])
  }

  /** The topology's rooms are loaded only here: a lab that is never changed needs none of them. */
  async #newPlan(objects: KubernetesObject[]): Promise<Plan> {
    const [{ readTopology }, { makePlan }, { portFinder }] = await Promise.all([
      import('../../../topology/read.ts'),
      import('../make-plan.ts'),
      import('../ports.ts'),
    ])
    const { lab, folder, programs } = this.#kubelet.plan
    const topology = readTopology(objects.map(unwritten))
    const plan = await makePlan({ lab, folder, topology, programs, given: this.#given, freePort: portFinder(portsIn(this.#given)) })
    this.#given = givenBy(plan, this.#given)
    return plan
  }

  /** Readiness is a fact, not part of the proof: a fault that breaks what it changes has been done all the same. */
  async #look(): Promise<Evidence> {
    const { plan, inSlots } = this.#kubelet
    const { current, stuck, ready } = progressOf(plan, inSlots)
    const outdated = await this.#outdated()
    const leaving = [...inSlots.keys()].filter((id) => !plan.slots.some((slot) => slot.id === id))
    const proven = current.length + stuck.length === plan.slots.length && outdated.length + leaving.length === 0
    const waits = stuck.length === 0 ? '' : `; ${stuck.join(', ')} waits, as one before it is restarted again and again`
    return {
      proven,
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

/** An object that stands in no file any more. */
function unwritten(object: KubernetesObject): Manifest {
  const here = () => ({ file: `${object.kind} ${object.metadata.name}, as changed`, line: 1, column: 1 })
  return { object, source: { value: object, at: here, inside: here } }
}
