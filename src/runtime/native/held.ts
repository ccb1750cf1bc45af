import type { Hold } from '../runtime.ts'

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
