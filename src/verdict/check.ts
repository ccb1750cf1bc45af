import { z, type ZodType } from 'zod'
import type { Expectation, Finding, Journal, Limits } from '../model/run.ts'
import { type Part, partWords } from './expectations.ts'

/** What a check builds the schema of its limits from. The scenario's reader hands it in, as only it knows the scrape interval. */
export interface LimitValueTypes {
  /** `3 scrapes` or `5s` → milliseconds. */
  duration: ZodType<number>
  /** `99%` or `0.99` → a number from 0 to 1. */
  share: ZodType<number>
  /** A whole number, 0 or more. */
  count: ZodType<number>
  /** `5 scrapes`, or the time of so many → a number of scrapes. */
  scrapes: ZodType<number>
  /** How many times as much. */
  times: ZodType<number>
}

/** What an expectation demands: that damage shows, that all is well, or both (from so much to so much). */
export interface Demand {
  damage: boolean
  health: boolean
}

/** A way to hold an expectation against a journal. */
export interface Check {
  name: string
  summary: string
  /** What it can be expected of: an observed series, a question, or a steady probe. */
  of: 'series' | 'question' | 'probe'
  /** Which steady probes; all of them where it is left out. */
  probes?: readonly string[]
  /** Shape of the limits in a scenario file. */
  limits(kit: LimitValueTypes): ZodType<Limits>
  /** Never throws. `measured` is null, and nothing held, where the journal has nothing to measure: such a run is inconclusive. */
  judge(expectation: Expectation, journal: Journal): Finding
  /** What claims that all is well needs a control in the same run, or it would hold of a fault that did nothing. */
  demands(expectation: Expectation, journal: Journal): Demand
  /** Whether it is a control: it demands that the damage shows on the struck part alone. */
  control?(expectation: Expectation, journal: Journal): boolean
}

/** What was so before the fault is to stay so; what was not is damage that is to show. */
export function demandsSince(was: number | undefined, limits: Limits): Demand {
  const damage = was !== undefined && !within(was, limits)
  return { damage, health: !damage }
}

/** Of several looks the one that decides: damage need show in one, health must not fail in any. */
export function decisive<T>(looks: [T, ...T[]], fits: (look: T) => boolean, { damage }: Demand): T {
  return looks.find((look) => fits(look) === damage) ?? (looks.at(-1) as T)
}

/** Of figures of which more is worse. */
export function moreIsWorse({ limits }: Expectation): Demand {
  return { damage: limits['at-least'] !== undefined, health: limits['at-most'] !== undefined }
}

/** Of figures of which less is worse. */
export function lessIsWorse({ limits }: Expectation): Demand {
  return { damage: limits['at-most'] !== undefined, health: limits['at-least'] !== undefined }
}

/** The limits that most checks have: `at-most`, `at-least`, or both; and where `part` says so, of which part of the run. */
export function bounds(limit: ZodType<number>, part: Part = {}): ZodType<Limits> {
  return (
    z
      .strictObject({ 'at-most': limit.exactOptional(), 'at-least': limit.exactOptional(), ...part })
      .refine((limits) => 'at-most' in limits || 'at-least' in limits, 'expected at-most, at-least, or both')
      // A refinement does not reach the JSON Schema by itself.
      .meta({ anyOf: [{ required: ['at-most'] }, { required: ['at-least'] }] })
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
  return [...(parts.length === 0 ? ['no limit is set'] : parts), ...partWords(limits)].join(', ')
}

/** The finding of an expectation that cannot be judged. */
export function unjudged({ of, check, limits }: Expectation, detail: string, word: (limit: number) => string = String): Finding {
  return { check, series: of, passed: false, measured: null, expected: wordLimits(limits, word), detail }
}
