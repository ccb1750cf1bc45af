import type { Evidence } from '../../model/run.ts'
import type { Hold } from '../runtime.ts'
import type { Slot } from './plan.ts'
import type { Pod } from './pod.ts'

interface End {
  slot: string
  /** Container → exit code. */
  exits: Record<string, number>
}

/** How each pod of the lab ended. */
export class Ended {
  #ends = new Map<string, End>()

  note({ uid, slot, state }: Pod): void {
    const exits = state.containers.map(({ name, lastExit }) => [name, lastExit?.code ?? -1] as const)
    this.#ends.set(uid, { slot: slot.id, exits: Object.fromEntries(exits) })
  }

  /** The slot of a pod that has ended. */
  slotOf(uid: string): string | undefined {
    return this.#ends.get(uid)?.slot
  }

  evidence(name: string, uid: string, successor: string | undefined): Evidence {
    const exits = this.#ends.get(uid)?.exits
    if (exits === undefined) return { verified: false, detail: `${name} (uid ${uid}) has not ended` }
    const codes = Object.entries(exits).map(([container, code]) => `${container} exited ${code}`)
    return {
      verified: true,
      detail: `every process of ${name} ended: ${codes.join(', ')}`,
      facts: { uid, ...exits, ...(successor === undefined ? {} : { successor }) },
    }
  }
}

interface Held {
  hold: Hold
  timer: NodeJS.Timeout
}

/** Slots that stay without a pod: until their hold's time, or until they are released. */
export class HeldSlots {
  #held = new Map<string, Held>()
  #onEnd: () => void

  constructor(onEnd: () => void) {
    this.#onEnd = onEnd
  }

  has(slot: string): boolean {
    return this.#held.has(slot)
  }

  hold(slot: string, hold: Hold): void {
    const timer = setTimeout(() => this.release(hold.id), Math.max(0, hold.until - Date.now()))
    this.#held.set(slot, { hold, timer })
  }

  release(id: string): void {
    for (const [slot, { hold, timer }] of this.#held) {
      if (hold.id !== id) continue
      clearTimeout(timer)
      this.#held.delete(slot)
    }
    this.#onEnd()
  }

  clear(): void {
    for (const { timer } of this.#held.values()) clearTimeout(timer)
    this.#held.clear()
  }
}

/** How long a pod that looks others up waits for them at most. */
const LOOKED_UP_MS = 2000

/**
 * Who looks others up starts when those are Ready: Query asks for its endpoints at its start and then once in an interval, so a
 * start a moment earlier would miss them and cost a whole interval. They may take their time (stock timing), or never come.
 */
export class LookUps {
  #open = false

  /** Nobody waits any longer from then on; told when that comes. */
  openLater(onOpen: () => void): void {
    const late = setTimeout(() => {
      this.#open = true
      onOpen()
    }, LOOKED_UP_MS)
    late.unref()
  }

  mayStart({ endpointFiles }: Slot, isReady: (slot: string) => boolean): boolean {
    if (endpointFiles.length === 0) return true
    this.#open ||= endpointFiles.every(({ endpoints }) => endpoints.every(({ slot }) => isReady(slot)))
    return this.#open
  }
}
