import { isoSeconds } from '../lib/time.ts'
import type { FaultEntry, RunRecord } from '../model/run.ts'
import { QUERY } from '../model/workloads.ts'
import { hasSamples } from '../model/reading.ts'

/** A fault and the time that it lasted, Unix seconds. `to` is Infinity for one that was not healed; NaN for a time that cannot be read. */
export interface Span {
  fault: FaultEntry
  from: number
  to: number
}

/** The faults of a run in the order of their injection. */
export function faultSpans({ faults }: Pick<RunRecord, 'faults'>): Span[] {
  return faults
    .map((fault) => ({
      fault,
      from: isoSeconds(fault.injectedAt),
      to: fault.healedAt === null ? Number.POSITIVE_INFINITY : isoSeconds(fault.healedAt),
    }))
    .sort((a, b) => a.from - b.from)
}

/** Whether a stretch of time touches a fault's; never where one of the times cannot be read. */
export function overlaps(span: Span, stretch: { from: number; to: number }): boolean {
  return stretch.from < span.to && stretch.to > span.from
}

/** The replicas that a run's faults hit. */
export function victimsOf(run: RunRecord): Set<string> {
  return new Set(run.faults.flatMap((fault) => replicasHit(fault, run)))
}

/** The replicas that one fault hit: its own, and those among all the pods that it takes away. */
export function replicasHit({ replica, pods = [] }: FaultEntry, run: RunRecord): string[] {
  const known = new Set(
    run.snapshots.flatMap(({ replicas, stores }) => [
      ...Object.entries(replicas).flatMap(([pod, selectors]) => (Object.values(selectors).some(hasSamples) ? [pod] : [])),
      ...stores.flatMap((store) => store.replica ?? []),
    ]),
  )
  return [...new Set([...(replica === undefined ? [] : [replica]), ...pods.filter((pod) => known.has(pod))])]
}

/** Pods of Query's workload, and the workload itself. */
const QUERY_POD = new RegExp(`^${QUERY.name}(?:-|$)`)

/** What Query can read of a replica goes on: it stores other samples, or fewer. */
const STAY_READABLE = new Set(['change-interval', 'fail-scrapes', 'break-config', 'fill-disk'])

/** Whether a fault took away what answers there: that replica, Query itself, or every replica that Query could read. */
export function isTakenAway({ run, victims }: { run: RunRecord; victims: ReadonlySet<string> }, source: string): boolean {
  if (source !== 'query') return source === 'service' || victims.has(source)
  const away = run.faults.filter(({ fault }) => !STAY_READABLE.has(fault)).flatMap((fault) => replicasHit(fault, run))
  const all = new Set(away).size >= Math.max(1, run.settings.replicas)
  return all || run.faults.some(({ target, pods = [] }) => [target.split('/')[0] ?? '', ...pods].some((pod) => QUERY_POD.test(pod)))
}
