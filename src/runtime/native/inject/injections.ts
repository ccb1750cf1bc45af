import { LabError, reason } from '../../../lib/errors.ts'
import type { Evidence } from '../../../model/run.ts'
import type { KubernetesObject } from '../../../topology/load.ts'
import type { Injection, Lease } from '../../injection.ts'
import type { ObjectRef } from '../../refs.ts'
import type { Kubelet } from '../kubelet.ts'
import type { ActiveInjection } from './active-injection.ts'
import { Changes } from './config.ts'
import { delayInjection, failScrapesInjection, partitionInjection } from './network.ts'
import { freezeInjection, keepDownInjection } from './process.ts'

/** From an end that failed to the next try, ms. */
const AGAIN_MS = 1000
/** What a timer can wait at most, ms. */
const LONGEST_TIMER_MS = 2 ** 31 - 1

/** What is done to the lab now, by the fault's id; each ends at its time, whatever becomes of the command that asked for it. */
export class Injections {
  #kubelet: Kubelet
  #changes: Changes
  #active = new Map<string, ActiveInjection>()
  #timers = new Map<string, NodeJS.Timeout>()

  constructor(kubelet: Kubelet) {
    this.#kubelet = kubelet
    this.#changes = new Changes(kubelet)
  }

  /** Throws a LabError where it cannot be begun; checks only what a scenario can make reach beyond the lab. */
  async admit(injection: Injection): Promise<void> {
    if (injection.kind === 'change') await this.#changes.admit(injection)
  }

  /** Begins it; nothing to do where that id has begun. Throws a LabError where it cannot be. */
  async begin(injection: Injection, { id, until }: Lease): Promise<void> {
    if (this.#active.has(id)) return
    this.#active.set(id, await this.#start(injection, id))
    this.#endAt(id, until)
  }

  /** Ends it; nothing to do where there is none of that id. One that could not be ended (a full disk) is tried again until it is. */
  async end(id: string): Promise<void> {
    clearTimeout(this.#timers.get(id))
    this.#timers.delete(id)
    try {
      await this.#active.get(id)?.end()
      this.#active.delete(id)
    } catch (error) {
      this.#endAt(id, Date.now() + AGAIN_MS)
      throw error
    }
  }

  #endAt(id: string, at: number): void {
    const end = () => void this.end(id).catch((error: unknown) => console.error(`${id} could not be ended: ${reason(error)}`))
    clearTimeout(this.#timers.get(id))
    this.#timers.set(id, setTimeout(end, Math.min(LONGEST_TIMER_MS, Math.max(0, at - Date.now()))))
  }

  /** Whether it is active now. */
  async evidence(id: string): Promise<Evidence> {
    return (await this.#active.get(id)?.evidence()) ?? { verified: false, detail: `no injection ${id} is active` }
  }

  /** An object of the manifests with the edits active. */
  object(ref: ObjectRef): Promise<KubernetesObject> {
    return this.#changes.object(ref)
  }

  async #start(injection: Injection, id: string): Promise<ActiveInjection> {
    switch (injection.kind) {
      case 'freeze':
        return freezeInjection(this.#kubelet, injection)
      case 'keep-down':
        return keepDownInjection(this.#kubelet, id, injection)
      case 'partition':
        return partitionInjection(this.#kubelet, id, injection)
      case 'delay':
        return delayInjection(this.#kubelet, id, injection)
      case 'fail-scrapes':
        return failScrapesInjection(this.#kubelet, id, injection)
      case 'change':
        return this.#changes.begin(id, injection)
      default:
        throw new LabError('needs-capability', `The runtime native cannot do ${injection.kind}`)
    }
  }
}
