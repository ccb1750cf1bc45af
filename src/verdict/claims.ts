import type { Expectation, Journal, Look, ObservedSeries } from '../journal.ts'

/** An expectation about the gaps of a series that was observed. */
export interface Claim {
  name: string
  series: ObservedSeries
  expectation: Expectation
}

/** The checks that are about gaps: how long, and how many. */
const GAP_CHECKS = new Set(['longest-gap', 'holes'])

/** Where the absence of gaps is claimed: `at-most` on what Query or the Service answers. Each such claim needs a control. */
export function absenceClaims(journal: Journal): Claim[] {
  return gapClaims(journal).filter(({ series, expectation }) => series.via !== 'replica' && 'at-most' in expectation.limits)
}

/** Where the presence of a gap is claimed: `at-least`. */
export function presenceClaims(journal: Journal): Claim[] {
  return gapClaims(journal).filter(({ expectation }) => 'at-least' in expectation.limits)
}

/** A control of gaps is an `at-least` expectation on a replica's own series: it shows that the fault made a hole that could be filled. */
export function isControl({ series, expectation }: Claim): boolean {
  return series.via === 'replica' && 'at-least' in expectation.limits
}

/** The same of an expectation about gaps, as a check asks it. */
export function isReplicasDamage(expectation: Expectation, journal: Journal): boolean {
  const series = journal.series[expectation.of]
  return series !== undefined && isControl({ name: expectation.of, series, expectation })
}

/** Seconds of the shortest gap that would break a claim that there is none. */
export function brokenFrom({ expectation: { check, limits } }: Claim, intervalMs: number, jitter: number): number {
  if (check === 'holes') return (1.5 * intervalMs) / 1000
  return ((limits['at-most'] ?? Number.NaN) + jitter * intervalMs) / 1000
}

/** The last look of that moment; what was seen later tells more. */
export function lastLook(series: ObservedSeries, when: Look['when']): Look | undefined {
  return series.looks.findLast((look) => look.when === when)
}

export function gapClaims(journal: Journal): Claim[] {
  return journal.plan.expect.flatMap((expectation) => {
    const series = journal.series[expectation.of]
    return series === undefined || !GAP_CHECKS.has(expectation.check) ? [] : [{ name: expectation.of, series, expectation }]
  })
}
