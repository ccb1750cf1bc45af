import { z, type ZodType } from 'zod'
import type { Expectation, Journal, Limits, Look, ObservedSeries, ProbeResult } from '../model/run.ts'
import { faultSpans } from './spans.ts'
import { when } from './words.ts'

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

function gapClaims(journal: Journal): Claim[] {
  return journal.plan.expect.flatMap((expectation) => {
    const series = journal.series[expectation.of]
    return series === undefined || !GAP_CHECKS.has(expectation.check) ? [] : [{ name: expectation.of, series, expectation }]
  })
}

/** The beats of a probe in the part that an expectation is about. None where the run has no such fault. */
export function beatsOf({ of, limits }: Expectation, journal: Journal): ProbeResult[] {
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

/** `none`, or `{ matching: 'keepalive' }`: at least one that matches. */
export function noneOrMatching(): ZodType<Limits> {
  const none = z.literal('none').transform((): Limits => ({ 'at-most': 0 }))
  const expression = z.string().superRefine((text, context) => {
    const wrong = expressionTrouble(text)
    if (wrong !== undefined) context.addIssue({ code: 'custom', message: `expected a regular expression, found '${text}': ${wrong}` })
  })
  const matching = z.strictObject({ matching: expression.describe('A regular expression; at least one must match it.') })
  return z.union([none, matching.transform(({ matching: text }): Limits => ({ matching: text, 'at-least': 1 }))], {
    error: (issue) => (issue.code === 'invalid_union' ? inside(issue.input, issue.errors) : undefined),
  })
}

/** One of some words: none that is otherwise. */
export function word(words: readonly string[]): ZodType<Limits> {
  return z.enum(words).transform((is): Limits => ({ is, 'at-most': 0 }))
}

/** One of some words, or one for each moment: `{ during: chain, after: penalty }`. */
export function wordAt(words: readonly string[]): ZodType<Limits> {
  const each = z.strictObject({ outage: z.enum(words), after: z.enum(words) })
  return z.union([word(words), each.transform((at): Limits => ({ ...at, 'at-most': 0 }))], {
    error: (issue) => (issue.code === 'invalid_union' ? `expected ${words.join(' or ')}, or { outage: …, after: … }` : undefined),
  })
}

/** The words by which an expectation is limited to a part of the run. */
export type Part = Record<string, ZodType<number | string | undefined>>

/** Of a steady probe: `fault: 2`, from the second fault until the third; `fault: 0`, before the first. */
export function ofFault(count: ZodType<number>): Part {
  return { fault: count.exactOptional().describe("Only from the run's fault of this number until the next; 0: before the first.") }
}

/** Of a question: `phase: after`. */
export function ofMoment(): Part {
  return { when: z.enum(['outage', 'after']).exactOptional().describe('Only as it was answered then.') }
}

/** Some of these limits, each with what it is, but only of one group: each group is another figure. */
export function eitherOf(groups: Record<string, ZodType<number>>[]): ZodType<Limits> {
  const names = groups.map((group) => Object.keys(group))
  const shape = Object.fromEntries(groups.flatMap((group) => Object.entries(group)).map(([name, limit]) => [name, limit.exactOptional()]))
  const expected = `expected ${names.map((group) => group.join(', ')).join('; or ')}`
  return z
    .strictObject(shape)
    .refine((limits) => names.filter((group) => group.some((name) => name in limits)).length === 1, expected)
    .meta({ minProperties: 1 }) as unknown as ZodType<Limits>
}

function expressionTrouble(text: string): string | undefined {
  try {
    return new RegExp(text).test('') ? 'it matches anything' : undefined
  } catch (error) {
    return (error as Error).message
  }
}

/** Of what is a map, the complaints about the map; else what was expected in its place. */
function inside(input: unknown, errors: readonly (readonly { message: string }[])[]): string {
  if (typeof input === 'object' && input !== null)
    return (
      errors
        .at(-1)
        ?.map(({ message }) => message)
        .join('; ') ?? ''
    )
  return "expected none, or { matching: 'a regular expression' }"
}
