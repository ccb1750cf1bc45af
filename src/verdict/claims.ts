import type { Expectation } from '../model/scenario.ts'
import { type Analysis, type ObservedSeries } from './analysis.ts'
import type { Check } from './check.ts'
import { JITTER, shortestGap } from './gaps.ts'

/** An expectation about the gaps of a series that was observed. */
export interface Claim {
  name: string
  series: ObservedSeries
  expectation: Expectation
  measure: NonNullable<Check['gaps']>
}

/** Where the absence of gaps is claimed: `at-most` on what Query or the Service answers. Each such claim needs a control. */
export function absenceClaims(analysis: Analysis, checks: readonly Check[]): Claim[] {
  return gapClaims(analysis, checks).filter(({ series, expectation }) => series.via !== 'replica' && 'at-most' in expectation.limits)
}

/** Where the presence of a gap is claimed: `at-least`. */
export function presenceClaims(analysis: Analysis, checks: readonly Check[]): Claim[] {
  return gapClaims(analysis, checks).filter(({ expectation }) => 'at-least' in expectation.limits)
}

/** A control of gaps is an `at-least` expectation on a replica's own series: it shows that the fault made a gap that could be filled. */
export function isControl({ series, expectation }: Pick<Claim, 'series' | 'expectation'>): boolean {
  return series.via === 'replica' && 'at-least' in expectation.limits
}

/** The same of an expectation about gaps, as a check asks it. */
export function isReplicaDamage(expectation: Expectation, { series }: Analysis): boolean {
  const observed = series[expectation.of]
  return observed !== undefined && isControl({ series: observed, expectation })
}

/** Seconds of the shortest gap that would refute a claim that there is none. */
export function refutedFrom({ expectation: { limits }, measure }: Claim, intervalMs: number): number {
  if (measure === 'number') return shortestGap(intervalMs)
  return ((limits['at-most'] ?? Number.NaN) + JITTER * intervalMs) / 1000
}

function gapClaims({ run, series }: Analysis, checks: readonly Check[]): Claim[] {
  return run.scenario.expect.flatMap((expectation) => {
    const observed = series[expectation.of]
    const measure = checks.find(({ name }) => name === expectation.check)?.gaps
    return observed === undefined || measure === undefined ? [] : [{ name: expectation.of, series: observed, expectation, measure }]
  })
}
