/**
 * The kubelet's restart back-off: the first restart is immediate, then 10 s, 20 s, 40 s … up to 5 minutes; ten
 * minutes of running clear it. Source: kubernetes.io, "Pod Lifecycle", "Container restarts".
 */
const FIRST_MS = 10_000
const LONGEST_MS = 300_000
const CLEARED_AFTER_MS = 600_000

export interface Backoff {
  /** How long to wait before the next start, after a run of `ranMs`. */
  next(ranMs: number): number
}

export function backoff(): Backoff {
  let failures = 0
  return {
    next(ranMs) {
      if (ranMs >= CLEARED_AFTER_MS) failures = 0
      const wait = failures === 0 ? 0 : Math.min(FIRST_MS * 2 ** (failures - 1), LONGEST_MS)
      failures += 1
      return wait
    },
  }
}
