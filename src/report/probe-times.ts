import { isoSeconds } from '../lib/time.ts'
import type { ProbeResult } from '../model/run.ts'

/* When probes were sent. A replay asks ten times a second, of all that a run has: an hour has 40,000. */

const known = new WeakMap<ProbeResult, number>()

/** Unix seconds; read once of each result. */
export function sentAt(result: ProbeResult): number {
  let seconds = known.get(result)
  if (seconds === undefined) known.set(result, (seconds = isoSeconds(result.at)))
  return seconds
}

/** How many of a probe's results were sent by a moment, Unix seconds. They are kept in the order of time. */
function countUntil(results: readonly ProbeResult[], at: number): number {
  let [from, to] = [0, results.length]
  while (from < to) {
    const middle = (from + to) >> 1
    if (sentAt(results[middle]!) <= at) from = middle + 1
    else to = middle
  }
  return from
}

/** What each probe had sent by a moment. */
export function probesUntil(probes: Record<string, ProbeResult[]>, at: number): Record<string, ProbeResult[]> {
  return Object.fromEntries(Object.entries(probes).map(([name, results]) => [name, results.slice(0, countUntil(results, at))]))
}
