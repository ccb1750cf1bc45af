import type { FaultEntry, Journal } from '../journal.ts'

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

/** The replicas that a fault hit. */
export function struckReplicas(journal: Journal): Set<string> {
  return new Set(journal.faults.flatMap(({ replica }) => (replica === undefined ? [] : [replica])))
}
