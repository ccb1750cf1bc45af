import type { Expectation, Journal, Look, ObservedSeries } from '../journal.ts'

/** An expectation about the gaps of a series that was observed. */
export interface Claim {
  name: string
  series: ObservedSeries
  expectation: Expectation
}

/** Where the absence of gaps is claimed: `at-most` on what Query or the Service answers. Each such claim needs a control. */
export function absenceClaims(journal: Journal): Claim[] {
  return gapClaims(journal).filter(({ series, expectation }) => series.via !== 'replica' && 'at-most' in expectation.limits)
}

/** Where the presence of a gap is claimed: `at-least`. */
export function presenceClaims(journal: Journal): Claim[] {
  return gapClaims(journal).filter(({ expectation }) => 'at-least' in expectation.limits)
}

/** A control is an `at-least` expectation on a replica's own series: it shows that the fault made a hole that could be filled. */
export function isControl({ series, expectation }: Claim): boolean {
  return series.via === 'replica' && 'at-least' in expectation.limits
}

/** The last look of that moment; what was seen later tells more. */
export function lastLook(series: ObservedSeries, when: Look['when']): Look | undefined {
  return series.looks.findLast((look) => look.when === when)
}

export function gapClaims(journal: Journal): Claim[] {
  return journal.plan.expect.flatMap((expectation) => {
    const series = journal.series[expectation.of]
    return series === undefined || expectation.check !== 'longest-gap' ? [] : [{ name: expectation.of, series, expectation }]
  })
}
