import type { AuditReplica } from '../../model/audit.ts'
import { commonest, type StepGrid, type ScrapeTarget } from './counts.ts'
import { shortBuckets } from './suspects.ts'

/** What all targets of a replica say of it. */
export interface ReplicaCounts {
  targets: number
  scrapes: number
  failed: number
  /** The commonest of its targets. */
  intervalMs: number | undefined
  /** Targets that are due, and those of them that are short of scrapes, by bucket. */
  due: Uint32Array
  short: Uint32Array
}

/** By the replicas' names, in order. */
export function replicaCounts(targets: readonly ScrapeTarget[], grid: StepGrid): Map<string, ReplicaCounts> {
  const all = new Map<string, ReplicaCounts & { intervals: number[] }>()
  for (const target of targets) {
    const short = shortBuckets(target, grid)
    target.copies.forEach(({ replica, made, failed, intervalMs }, number) => {
      const known = all.get(replica) ?? empty(grid)
      all.set(replica, known)
      known.targets += 1
      if (intervalMs !== undefined) known.intervals.push(intervalMs)
      for (let bucket = 1; bucket < grid.buckets; bucket += 1) {
        known.scrapes += made[bucket]!
        known.failed += failed[bucket]!
        if (made[bucket]! > 0 || short[number]![bucket]!) known.due[bucket]! += 1
        if (short[number]![bucket]!) known.short[bucket]! += 1
      }
    })
  }
  for (const one of all.values()) one.intervalMs = commonest(one.intervals)
  return new Map([...all.entries()].sort(([one], [other]) => (one < other ? -1 : 1)))
}

function empty({ buckets }: StepGrid): ReplicaCounts & { intervals: number[] } {
  const counts = () => new Uint32Array(buckets)
  return { targets: 0, scrapes: 0, failed: 0, intervalMs: undefined, due: counts(), short: counts(), intervals: [] }
}

/** Nearly all of a replica's targets are short at once where it was away itself: some are scraped at the very edges. */
const NEARLY_ALL = 0.9

/**
 * Whether a replica scraped some of its targets in a stretch of buckets, both included, so that it was not away itself. Its first and last
 * bucket hold scrapes before and after the stretch, too.
 */
export function scrapedOthers({ due, short, targets }: ReplicaCounts, first: number, last: number): boolean {
  if (targets < 2) return false
  const isAway = (bucket: number) => due[bucket]! > 0 && short[bucket]! >= NEARLY_ALL * due[bucket]!
  const buckets = Array.from({ length: last - first + 1 }, (_, number) => first + number)
  const inner = buckets.slice(1, -1)
  return inner.length > 0 ? !inner.every(isAway) : !buckets.some(isAway)
}

export function auditReplicas(replicas: ReadonlyMap<string, ReplicaCounts>): AuditReplica[] {
  return [...replicas].map(([name, { targets, scrapes, failed, intervalMs = null }]) => ({ name, targets, scrapes, failed, intervalMs }))
}
