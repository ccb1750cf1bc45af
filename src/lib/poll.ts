import { setTimeout as sleep } from 'node:timers/promises'

export interface PollOptions<T> {
  /** The pause between the end of one look and the begin of the next, ms. */
  everyMs: number
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
 * Polls until a result ends it, or until the deadline or the attempts are over; the last result either way, so the
 * caller can say what was still missing. p-wait-for gives no last result when its time is over, and counts no attempts.
 */
export async function poll<T>(look: () => T | Promise<T>, options: PollOptions<T>): Promise<T> {
  const { everyMs, until = Boolean, deadline = Infinity, attempts = Infinity, signal, onMiss } = options
  const { pause = (ms: number) => sleep(ms, undefined, signal === undefined ? {} : { signal }) } = options
  for (let attempt = 1; ; attempt += 1) {
    const found = await look()
    const leftMs = deadline - Date.now()
    if (until(found) || leftMs <= 0 || attempt >= attempts) return found
    onMiss?.(found)
    await pause(Math.min(everyMs, leftMs))
  }
}
