import type { Snapshot } from '../model/run.ts'
import { hasSamples } from '../model/reading.ts'

/** How many of the newest merged samples must be of one replica. */
const NEWEST = 3

/**
 * The replica whose samples Query returns at the end of a snapshot: scraped series have an offset of their own on each replica, so a
 * timestamp tells whose sample it is. Null where it does not (equal timestamps, no samples, a switch just now).
 */
export function preferredReplica(
  { queries, replicas }: Pick<Snapshot, 'queries' | 'replicas'>,
  name: string,
  selector: string,
): string | null {
  const merged = queries[name]?.answers[0]?.series[0]?.values ?? []
  const newest = merged.slice(-NEWEST).map(([time]) => time)
  if (newest.length === 0) return null
  const owners = Object.entries(replicas).filter(([, selectors]) => {
    const own = selectors[selector]
    const times = new Set(hasSamples(own) ? own.samples.map(([time]) => time) : [])
    return newest.every((time) => times.has(time))
  })
  return owners.length === 1 ? (owners[0]?.[0] ?? null) : null
}
