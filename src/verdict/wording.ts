import { count, percent, seconds } from '../lib/format.ts'
import type { FaultEntry, Finding, Gap, Phase, Unit } from '../model/run.ts'
import { FIGURES_IN_ENGLISH } from './figure-words.ts'
import type { Span } from './spans.ts'

/** When a snapshot was taken, for the middle of a sentence. */
export function phaseText(phase: Phase): string {
  return FIGURES_IN_ENGLISH.phases[phase]
}

/** `the kill of prometheus-0` */
export function theFault({ fault, target }: FaultEntry): string {
  return `the ${fault} of ${target}`
}

/** `3 s (3 scrapes)` from a limit in milliseconds. */
export function limitText(ms: number, intervalMs: number): string {
  return `${ms / 1000} s (${count(Math.round((ms / intervalMs) * 100) / 100, 'scrape')})`
}

/** A figure with its unit. `words`: left out, English. */
export function quantity(value: number, unit: Unit, words = FIGURES_IN_ENGLISH): string {
  if (unit === 'seconds') return seconds(value)
  if (unit === 'share') return percent(value)
  const rounded = String(Math.round(value * 100) / 100)
  return unit === 'times' ? words.times(rounded) : rounded
}

/** What a finding measured, as text. `words`: left out, English. */
export function measuredText({ measured, unit }: Pick<Finding, 'measured' | 'unit'>, words = FIGURES_IN_ENGLISH): string {
  return quantity(measured ?? Number.NaN, unit, words)
}

/** `longest-gap at most 3 s (3 scrapes)` */
export function expectationText({ check, expected, control }: Pick<Finding, 'check' | 'expected' | 'control'>): string {
  return `${check} ${expected}${control === true ? ' (control)' : ''}`
}

/** Names, or `none`. */
export function listOf(names: readonly string[]): string {
  return names.length === 0 ? 'none' : names.join(', ')
}

/** Where a gap lies, relative to the fault before its end: `, from 0.63 s before to 1.61 s after the kill`. Empty where there is none. */
export function gapPosition(gap: Pick<Gap, 'from' | 'to'>, spans: readonly Span[]): string {
  const span = spans.findLast(({ from }) => from < gap.to) ?? spans[0]
  if (span === undefined || Number.isNaN(span.from)) return ''
  const [begins, ends] = [gap.from - span.from, gap.to - span.from]
  const sameSide = begins < 0 === ends < 0
  return `, from ${sameSide ? seconds(Math.abs(begins)) : distance(begins)} to ${distance(ends)} the ${span.fault.fault}`
}

function distance(fromFault: number): string {
  return `${seconds(Math.abs(fromFault))} ${fromFault < 0 ? 'before' : 'after'}`
}
