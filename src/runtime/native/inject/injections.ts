import { LabError, reason } from '../../../lib/errors.ts'
import type { Evidence } from '../../../model/run.ts'
import type { KubernetesObject } from '../../../topology/load.ts'
import type { Injection } from '../../injection.ts'
import type { Hold, ObjectRef } from '../../runtime.ts'
import type { Kubelet } from '../kubelet.ts'
import { Changes } from './config.ts'
import { cut, flap, slow } from './network.ts'
import { away, freeze } from './process.ts'

/** What is done to the lab now, by the fault's id; each ends at its time, whatever becomes of the command that asked for it. */
export class Injections {
  #kubelet: Kubelet
  #changes: Changes
  #inForce = new Map<string, ActiveInjection>()
  #timers = new Map<string, NodeJS.Timeout>()

  constructor(kubelet: Kubelet) {
    this.#kubelet = kubelet
    this.#changes = new Changes(kubelet)
  }

  /** Throws a LabError where it cannot be begun; only what a scenario can make reach beyond the lab is looked at. */
  async admit(disturbance: Injection): Promise<void> {
    if (disturbance.kind === 'change') await this.#changes.admit(disturbance)
  }

  /** Begins it; nothing to do where that id has begun. Throws a LabError where it cannot be. */
  async begin(disturbance: Injection, { id, until }: Hold): Promise<void> {
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
    return (await this.#inForce.get(id)?.look()) ?? { verified: false, detail: `no disturbance ${id} is in force` }
  }

  /** An object of the manifests with the edits in force. */
  object(ref: ObjectRef): Promise<KubernetesObject> {
    return this.#changes.object(ref)
  }

  async #start(disturbance: Injection, id: string): Promise<ActiveInjection> {
    switch (disturbance.kind) {
      case 'freeze':
        return freeze(this.#kubelet, disturbance)
      case 'keep-down':
        return away(this.#kubelet, disturbance)
      case 'partition':
        return cut(this.#kubelet, id, disturbance)
      case 'delay':
        return slow(this.#kubelet, id, disturbance)
      case 'fail-scrapes':
        return flap(this.#kubelet, id, disturbance)
      case 'change':
        return this.#changes.begin(id, disturbance)
      default:
        throw new LabError('needs-capability', `The runtime native cannot do ${disturbance.kind}`)
    }
  }
}

/** A disturbance that has begun. */
export interface ActiveInjection {
  /** Whether it is in force now, looked at. */
  look(): Promise<Evidence>
  /** Ends it, and does not wait for what has to start again. */
  end(): Promise<void>
}
