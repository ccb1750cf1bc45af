import type { Look } from '../model/run.ts'

/** How many of the newest merged samples must be of one replica. */
const NEWEST = 3

/**
 * The replica whose samples Query answers with at the end of a look: scraped series have a phase of their own on each
 * replica, so a timestamp tells whose sample it is. Null where it does not (equal timestamps, no samples, a switch just now).
 */
export function preferredReplica(look: Pick<Look, 'samples' | 'replicas'>): string | null {
  const newest = look.samples.slice(-NEWEST).map(([time]) => time)
  if (newest.length === 0) return null
  const owners = Object.entries(look.replicas).filter(([, samples]) => {
    const times = new Set(samples.map(([time]) => time))
    return newest.every((time) => times.has(time))
  })
  return owners.length === 1 ? (owners[0]?.[0] ?? null) : null
}
