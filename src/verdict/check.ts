import { z, type ZodType } from 'zod'
import type { Expectation, Finding, Journal, Limits } from '../journal.ts'

/** What a check builds the schema of its limits from. The scenario's reader hands it in, as only it knows the scrape interval. */
export interface LimitKit {
  /** `3 scrapes` or `5s` → milliseconds. */
  duration: ZodType<number>
  /** `99%` or `0.99` → a number from 0 to 1. */
  share: ZodType<number>
}

/** A way to hold an expectation against a journal. */
export interface Check {
  name: string
  summary: string
  /** What it can be expected of: an observed series, or a steady probe. */
  of: 'series' | 'probe'
  /** Shape of the limits in a scenario file. */
  limits(kit: LimitKit): ZodType<Limits>
  /** Never throws. `measured` is null, and nothing held, where the journal has nothing to measure: such a run is inconclusive. */
  judge(expectation: Expectation, journal: Journal): Finding
}

/** The limits that most checks have: `at-most`, `at-least`, or both. */
export function bounds(limit: ZodType<number>): ZodType<Limits> {
  return (
    z
      .strictObject({ 'at-most': limit.exactOptional(), 'at-least': limit.exactOptional() })
      .refine((limits) => Object.keys(limits).length > 0, 'expected at-most, at-least, or both')
      // A refinement does not reach the JSON Schema by itself.
      .meta({ minProperties: 1 })
  )
}

/** Whether a value keeps to its limits, give or take `slack`. False for NaN, and where no limit is set: that would hold by accident. */
export function within(value: number, limits: Limits, slack = 0): boolean {
  const { 'at-most': most, 'at-least': least } = limits
  if (most === undefined && least === undefined) return false
  return (most === undefined || value <= most + slack) && (least === undefined || value >= least - slack)
}

/** `at least 5 s, at most 20 s`; each limit worded by `word`. */
export function wordLimits(limits: Limits, word: (limit: number) => string): string {
  const { 'at-most': most, 'at-least': least } = limits
  const parts = [least === undefined ? [] : [`at least ${word(least)}`], most === undefined ? [] : [`at most ${word(most)}`]].flat()
  return parts.join(', ') || 'no limit is set'
}

/** The finding of an expectation that cannot be judged. */
export function unjudged({ of, check, limits }: Expectation, detail: string, word: (limit: number) => string = String): Finding {
  return { check, series: of, held: false, measured: null, expected: wordLimits(limits, word), detail }
}
