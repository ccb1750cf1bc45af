import { setTimeout as sleep } from 'node:timers/promises'

export interface PollOptions<T> {
  /** The pause between the end of one look and the begin of the next, ms; or what it is after so long a wait, ms. */
  everyMs: number | ((waitedMs: number) => number)
  /** Whether a result ends the polling; left out: any that is truthy. */
  until?: (found: T) => boolean
  /** Unix ms: a look that ends then or later is the last. No pause reaches beyond it. */
  deadline?: number
  /** How many looks at most. */
  attempts?: number
  /** Its abort ends a pause with an error. */
  signal?: AbortSignal | undefined
  /** Called before each pause with the result that did not end the polling; what it throws ends it. */
  onMiss?: (found: T) => void
  /** Pauses in place of a timer: for a caller with other work to do meanwhile. */
  pause?: (ms: number) => Promise<unknown>
}

/**
 * The pause after so long a wait, ms: a start is seen when it happens, 5 % late at the most, with at most 40 looks a second, and none
 * further apart than `mostMs`.
 */
export function eager(mostMs: number): (waitedMs: number) => number {
  return (waitedMs) => Math.min(mostMs, Math.max(25, 0.05 * waitedMs))
}

/**
 * Polls until a result ends it, or until the deadline or the attempts are over; the last result either way, so the
 * caller can say what was still missing. p-wait-for gives no last result when its time is over, and counts no attempts.
 */
export async function poll<T>(look: () => T | Promise<T>, options: PollOptions<T>): Promise<T> {
  const { everyMs, until = Boolean, deadline = Infinity, attempts = Infinity, signal, onMiss } = options
  const { pause = (ms: number) => sleep(ms, undefined, signal === undefined ? {} : { signal }) } = options
  const begun = performance.now()
  const pauseMs = typeof everyMs === 'number' ? () => everyMs : everyMs
  for (let attempt = 1; ; attempt += 1) {
    const found = await look()
    const leftMs = deadline - Date.now()
    if (until(found) || leftMs <= 0 || attempt >= attempts) return found
    onMiss?.(found)
    await pause(Math.min(pauseMs(performance.now() - begun), leftMs))
  }
}
