import type { Slot } from './plan.ts'

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
