import { LabError, reason } from '../../../errors.ts'
import type { Evidence } from '../../../journal.ts'
import type { KubernetesObject } from '../../../topology/load.ts'
import type { Disturbance } from '../../disturbance.ts'
import type { Hold, ObjectRef } from '../../refs.ts'
import type { Kubelet } from '../kubelet.ts'
import { away } from './away.ts'
import { Changes } from './change.ts'
import { cut } from './cut.ts'
import { flap } from './flap.ts'
import { freeze } from './freeze.ts'
import type { InForce } from './in-force.ts'
import { slow } from './slow.ts'

/** What is done to the lab now, by the fault's id; each ends at its time, whatever becomes of the command that asked for it. */
export class Disturbances {
  #kubelet: Kubelet
  #changes: Changes
  #inForce = new Map<string, InForce>()
  #timers = new Map<string, NodeJS.Timeout>()

  constructor(kubelet: Kubelet) {
    this.#kubelet = kubelet
    this.#changes = new Changes(kubelet)
  }

  /** Begins it; nothing to do where that id has begun. Throws a LabError where it cannot be. */
  async begin(disturbance: Disturbance, { id, until }: Hold): Promise<void> {
    if (this.#inForce.has(id)) return
    this.#inForce.set(id, await this.#start(disturbance, id))
    const end = () => void this.end(id).catch((error: unknown) => console.error(`${id} could not be ended: ${reason(error)}`))
    this.#timers.set(id, setTimeout(end, Math.max(0, until - Date.now())))
  }

  /** Ends it; nothing to do where there is none of that id. */
  async end(id: string): Promise<void> {
    const ending = this.#inForce.get(id)
    clearTimeout(this.#timers.get(id))
    this.#timers.delete(id)
    this.#inForce.delete(id)
    await ending?.end()
  }

  async look(id: string): Promise<Evidence> {
    return (await this.#inForce.get(id)?.look()) ?? { proven: false, detail: `no disturbance ${id} is in force` }
  }

  /** An object of the manifests with the edits in force. */
  object(ref: ObjectRef): Promise<KubernetesObject> {
    return this.#changes.object(ref)
  }

  async #start(disturbance: Disturbance, id: string): Promise<InForce> {
    switch (disturbance.kind) {
      case 'freeze':
        return freeze(this.#kubelet, disturbance)
      case 'away':
        return away(this.#kubelet, disturbance)
      case 'cut':
        return cut(this.#kubelet, id, disturbance)
      case 'slow':
        return slow(this.#kubelet, id, disturbance)
      case 'flap':
        return flap(this.#kubelet, id, disturbance)
      case 'change':
        return this.#changes.begin(id, disturbance)
      default:
        throw new LabError('needs-ability', `The runtime native cannot do ${disturbance.kind}`)
    }
  }
}
