import type { Slot } from './plan.ts'

/** How long a pod that looks others up waits for them at most, milliseconds. */
const LONGEST_MS = 2000

/** When a pod that looks others up may start. */
export interface LookUps {
  /** Nobody waits any longer from some time on; told when that comes. */
  openLater(onOpen: () => void): void
  mayStart(slot: Slot, isReady: (slot: string) => boolean): boolean
}

/**
 * Who looks others up starts when those are Ready: Query asks for its endpoints at its start and then once in an interval, so a
 * start a moment earlier would miss them and cost a whole interval. They may take their time (stock timing), or never come.
 */
export function lookUps(): LookUps {
  let open = false
  return {
    openLater(onOpen) {
      const late = setTimeout(() => {
        open = true
        onOpen()
      }, LONGEST_MS)
      late.unref()
    },
    mayStart({ endpointFiles }, isReady) {
      if (endpointFiles.length === 0) return true
      open ||= endpointFiles.every(({ endpoints }) => endpoints.every(({ slot }) => isReady(slot)))
      return open
    },
  }
}
