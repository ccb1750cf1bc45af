import { z, type ZodType } from 'zod'
import { isoSeconds } from '../lib/time.ts'
import type { Duration, Parsed } from '../model/duration.ts'
import type { CounterCall, Finding, ProbeResult, Unit } from '../model/run.ts'
import type { Expectation, Limits, QuerySpec } from '../model/scenario.ts'
import type { Analysis } from './analysis.ts'
import { phaseText, quantity } from './wording.ts'

/** What a check builds the schema of its limits from. The reader of scenarios hands it in. */
export interface LimitValueTypes {
  /** `3 scrapes` or `5s`; `judge` gets milliseconds. */
  duration: ZodType<Duration>
  /** `99%` or `0.99` → a number from 0 to 1. */
  share: ZodType<number>
  /** A whole number, 0 or more. */
  count: ZodType<number>
  /** `5 scrapes`, or the time of so many; `judge` gets a number of scrapes. */
  scrapes: ZodType<Duration>
  /** How many times as much. */
  times: ZodType<number>
}

/** What an expectation demands: that damage shows, that all is well, or both (from so much to so much). */
export interface Demand {
  damage: boolean
  health: boolean
}

/** An expectation whose limits have the shape that its check reads. */
export interface Expected<L extends Limits = Limits> extends Expectation {
  limits: L
}

/** A way to compare an expectation with a run. */
export interface Check<L extends Limits = Limits> {
  name: string
  summary: string
  /** What it can be expected of: an observed series, a query, or a probe. */
  of: 'series' | 'query' | 'probe'
  /** Which probes; all of them where it is left out. */
  probes?: readonly string[]
  /** What its figure counts. */
  unit: Unit
  /** Shape of the limits in a scenario file, whose durations are resolved before `judge`. */
  limits(types: LimitValueTypes): ZodType<Parsed<L>>
  /** Why it cannot be expected of that query; undefined where it can. `counter`: what the query is, where it is a call of one counter. */
  refuses?(spec: QuerySpec, counter: CounterCall | undefined): string | undefined
  /** It reads the counter's own samples: a run keeps them for the queries that it is expected of. */
  needsCounterSamples?: true
  /** It is about the gaps of a series: their length, or their number. A claim that there is none needs a control. */
  gaps?: 'length' | 'number'
  /** Never throws. `measured` is null, and nothing passed, where the run has nothing to measure: such a run is inconclusive. */
  judge(expectation: Expected<L>, analysis: Analysis): Finding
  /** What claims that all is well needs a control in the same run, or a fault that did nothing would meet it. */
  demands(expectation: Expected<L>, analysis: Analysis): Demand
  /** Whether it is a control: it demands that the damage shows on the victim alone. */
  control?(expectation: Expected<L>, analysis: Analysis): boolean
}

/** Keeps the shape of a check's limits within the check: whoever holds a list of checks need not know it. */
export function defineCheck<L extends Limits>(check: Check<L>): Check {
  return check as unknown as Check
}

/** The limits that most checks have. */
export type Bounds = Limits & { 'at-most'?: number; 'at-least'?: number; phase?: 'during' | 'after'; fault?: number }

/** `at-most`, `at-least`, or both; and where `part` says so, of which part of the run. */
export function bounds(limit: ZodType<number | Duration>, part: RunPart = {}): ZodType<Parsed<Bounds>> {
  return (
    z
      .strictObject({ 'at-most': limit.exactOptional(), 'at-least': limit.exactOptional(), ...part })
      .refine((limits) => 'at-most' in limits || 'at-least' in limits, 'expected at-most, at-least, or both')
      // A refinement does not reach the JSON Schema by itself.
      .meta({ anyOf: [{ required: ['at-most'] }, { required: ['at-least'] }] }) as unknown as ZodType<Parsed<Bounds>>
  )
}

/** The words by which an expectation is limited to a part of the run. */
export type RunPart = Record<string, ZodType<number | string | undefined>>

/** `phase: after`: only as it was then. */
export const PHASE_PART: RunPart = {
  phase: z.enum(['during', 'after']).exactOptional().describe('Only as it was during the outage, or after recovery.'),
}

/** Of a probe: `fault: 2`, from the second fault until the third; `fault: 0`, before the first. */
export function faultPart(count: ZodType<number>): RunPart {
  return { fault: count.exactOptional().describe("Only from the run's fault of this number until the next; 0: before the first.") }
}

/** For the end of a list of limits. */
function partText({ fault, phase }: Limits): string[] {
  if (phase === 'during' || phase === 'after') return [phaseText(phase)]
  if (fault === undefined) return []
  return [Number(fault) === 0 ? 'before the first fault' : `from fault ${fault} until the next`]
}

/** Whether something of that phase is meant by an expectation's limits. */
export function isMeant(phase: 'before' | 'during' | 'after', limits: Limits): boolean {
  return phase !== 'before' && phase === (limits['phase'] ?? phase)
}

/** The results of a probe in the part that an expectation is about. None where the run has no such fault. */
export function resultsOf({ of, limits }: Expectation, { run, spans }: Analysis): ProbeResult[] {
  const results = run.probes[of] ?? []
  const { fault, phase } = limits
  if (fault === undefined && phase === undefined) return results
  const [from, to] = fault === undefined ? phaseEdges(String(phase), spans) : faultEdges(Number(fault), spans)
  return results.filter(({ at }) => isoSeconds(at) >= from && isoSeconds(at) < to)
}

function faultEdges(fault: number, spans: Analysis['spans']): [number, number] {
  const edges = [Number.NEGATIVE_INFINITY, ...spans.map(({ from }) => from), Number.POSITIVE_INFINITY]
  return [edges[fault] ?? Number.NaN, edges[fault + 1] ?? Number.NaN]
}

/** During: from the first fault until the last one is healed. After: from then on. */
function phaseEdges(phase: string, spans: Analysis['spans']): [number, number] {
  if (spans.length === 0) return [Number.NaN, Number.NaN]
  const healed = Math.max(...spans.map(({ to }) => to))
  return phase === 'during' ? [Math.min(...spans.map(({ from }) => from)), healed] : [healed, Number.POSITIVE_INFINITY]
}

/**
 * Whether two expectations are about the same figure in two parts of a run that can be compared. Of two faults they must be the same one,
 * of the same workload: else what one does says nothing of the other.
 */
export function areComparable(one: Expectation, other: Expectation, analysis: Analysis): boolean {
  if (one.of !== other.of || one.check !== other.check) return false
  if (one.limits['phase'] !== other.limits['phase']) return one.limits['phase'] !== undefined && other.limits['phase'] !== undefined
  const faults = [one.limits['fault'], other.limits['fault']].map(Number)
  if (faults.some(Number.isNaN) || faults[0] === faults[1]) return false
  return faults.includes(0) || new Set(faults.map((number) => faultText(number, analysis))).size === 1
}

function faultText(number: number, { spans }: Analysis): string | undefined {
  const fault = spans[number - 1]?.fault
  const [pod = '', container = ''] = fault?.target.split('/') ?? []
  return fault && `${fault.fault} ${pod.replace(/-[^-]+$/, '')} ${container}`
}

/** What was so before the fault is to stay so; what was not is damage that is to show. */
export function demandsSince(was: number | undefined, limits: Limits): Demand {
  const damage = was !== undefined && !withinLimits(was, limits)
  return { damage, health: !damage }
}

/** Of several figures the one that decides: damage need show in one, health must not fail in any. */
export function decisive<T>(all: [T, ...T[]], fits: (one: T) => boolean, { damage }: Demand): T {
  return all.find((one) => fits(one) === damage) ?? (all.at(-1) as T)
}

/** Of figures of which more is worse. */
export function moreIsWorse({ limits }: Expectation): Demand {
  return { damage: limits['at-least'] !== undefined, health: limits['at-most'] !== undefined }
}

/** Of figures of which less is worse. */
export function lessIsWorse({ limits }: Expectation): Demand {
  return { damage: limits['at-most'] !== undefined, health: limits['at-least'] !== undefined }
}

/** It says how the samples came about, not whether all is well. */
export function demandsNothing(): Demand {
  return { damage: false, health: false }
}

/** Whether a value keeps to its limits, give or take `slack`. False for NaN, and where no limit is set: that would pass by accident. */
export function withinLimits(value: number, limits: Limits, slack = 0): boolean {
  const { 'at-most': most, 'at-least': least } = limits
  if (most === undefined && least === undefined) return false
  return (most === undefined || value <= most + slack) && (least === undefined || value >= least - slack)
}

/** `at least 5 s, at most 20 s`; each limit worded by `word`. */
export function limitsText(limits: Limits, word: (limit: number) => string): string {
  const { 'at-most': most, 'at-least': least } = limits
  const parts = [least === undefined ? [] : [`at least ${word(least)}`], most === undefined ? [] : [`at most ${word(most)}`]].flat()
  return [...(parts.length === 0 ? ['no limit is set'] : parts), ...partText(limits)].join(', ')
}

/** What every finding of an expectation begins with. */
export function findingOf({ of, check, limits }: Expectation, unit: Unit, word = (limit: number) => quantity(limit, unit)) {
  return { check, series: of, unit, expected: limitsText(limits, word) }
}

/** The finding of an expectation that cannot be judged. */
export function unjudged(expectation: Expectation, unit: Unit, detail: string, word?: (limit: number) => string): Finding {
  return { ...findingOf(expectation, unit, word), passed: false, measured: null, detail }
}
