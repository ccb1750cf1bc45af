import type { Beat, Expectation, Journal, Limits } from '../journal.ts'
import { faultSpans } from './spans.ts'
import { when } from './words.ts'

/** The beats of a probe in the part that an expectation is about. None where the run has no such fault. */
export function beatsOf({ of, limits }: Expectation, journal: Journal): Beat[] {
  const beats = journal.probes[of] ?? []
  const { fault } = limits
  if (fault === undefined) return beats
  const edges = [Number.NEGATIVE_INFINITY, ...faultSpans(journal).map(({ from }) => from), Number.POSITIVE_INFINITY]
  const [from = Number.NaN, to = Number.NaN] = edges.slice(Number(fault))
  return beats.filter(({ at }) => Date.parse(at) / 1000 >= from && Date.parse(at) / 1000 < to)
}

/** For the end of a list of limits. */
export function partWords({ fault, when: moment }: Limits): string[] {
  if (moment === 'outage' || moment === 'after') return [when(moment)]
  if (fault === undefined) return []
  return [Number(fault) === 0 ? 'before the first fault' : `from fault ${fault} until the next`]
}

/**
 * Whether two expectations are about the same figure in two parts of a run that can be compared. Of two faults they must be the same one,
 * of the same workload: else what one does says nothing of the other.
 */
export function areComparable(one: Expectation, other: Expectation, journal: Journal): boolean {
  if (one.of !== other.of || one.check !== other.check) return false
  if (one.limits['when'] !== other.limits['when']) return one.limits['when'] !== undefined && other.limits['when'] !== undefined
  const faults = [one.limits['fault'], other.limits['fault']].map(Number)
  if (faults.some(Number.isNaN) || faults[0] === faults[1]) return false
  return faults.includes(0) || new Set(faults.map((number) => whatOf(number, journal))).size === 1
}

function whatOf(number: number, journal: Journal): string | undefined {
  const fault = faultSpans(journal)[number - 1]?.fault
  const [pod = '', container = ''] = fault?.target.split('/') ?? []
  return fault && `${fault.fault} ${pod.replace(/-[^-]+$/, '')} ${container}`
}
