import type { FaultEntry, Journal } from '../model/run.ts'

/** A fault and the time that it lasted, Unix seconds. `to` is Infinity for one that was not healed; NaN for a time that cannot be read. */
export interface Span {
  fault: FaultEntry
  from: number
  to: number
}

/** The faults of a run in the order of their injection. */
export function faultSpans(journal: Journal): Span[] {
  return journal.faults
    .map((fault) => ({
      fault,
      from: Date.parse(fault.injectedAt) / 1000,
      to: fault.healedAt === null ? Number.POSITIVE_INFINITY : Date.parse(fault.healedAt) / 1000,
    }))
    .sort((a, b) => a.from - b.from)
}

/** Whether a stretch of time touches a fault's; never where one of the times cannot be read. */
export function overlaps(span: Span, stretch: { from: number; to: number }): boolean {
  return stretch.from < span.to && stretch.to > span.from
}

/** The replicas that a run's faults hit. */
export function victims(journal: Journal): Set<string> {
  return new Set(journal.faults.flatMap((fault) => replicasHit(fault, journal)))
}

/** The replicas that one fault hit: its own, and those among all the pods that it takes away. */
export function replicasHit({ replica, hits = [] }: FaultEntry, journal: Journal): string[] {
  const known = new Set([
    ...Object.values(journal.series).flatMap(({ before, looks }) =>
      [...(before === undefined ? [] : [before]), ...looks].flatMap(({ replicas }) => Object.keys(replicas)),
    ),
    ...journal.sights.flatMap(({ stores }) => stores.flatMap((store) => store.replica ?? [])),
  ])
  return [...new Set([...(replica === undefined ? [] : [replica]), ...hits.filter((pod) => known.has(pod))])]
}

/** Pods of Query's workload, by its name in the manifests. */
const QUERY_POD = /^thanos-query(?:-|$)/

/** Whether a fault took away what answers there: that replica, Query itself, or every replica that Query could ask. */
export function isTakenAway(journal: Journal, place: string): boolean {
  const struck = victims(journal)
  if (place !== 'query') return place === 'service' || struck.has(place)
  const all = struck.size >= Math.max(1, journal.settings.replicas)
  return all || journal.faults.some(({ target, hits = [] }) => [target.split('/')[0] ?? '', ...hits].some((pod) => QUERY_POD.test(pod)))
}
