import { count, seconds } from '../../lib/format.ts'
import type { Finding, Gap } from '../../model/run.ts'
import { allAnswers, type Analysis, lastView } from '../analysis.ts'
import { type Check, isMeant } from '../check.ts'
import { absenceClaims, type Claim, isControl, presenceClaims } from '../claims.ts'
import { findGaps, JITTER } from '../gaps.ts'
import { overlaps } from '../spans.ts'
import { limitText, measuredText } from '../wording.ts'

/** The control: the victim alone must show the gap that Query is said to have filled, and at the time of the fault. */
export function controlReasons(analysis: Analysis, findings: Finding[], checks: readonly Check[]): string[] {
  const presence = presenceClaims(analysis, checks)
  const controls = presence.filter(isControl)
  return [
    ...absenceClaims(analysis, checks).flatMap((claim) => claimReasons(claim, controls, analysis)),
    ...findings.filter(isUnmet).map(unmet),
    ...controls.flatMap((control) => strangers(control, analysis)),
    ...presence.flatMap((claim) => elsewhere(claim, findings, analysis)),
  ]
}

function claimReasons({ name, expectation, measure }: Claim, controls: Claim[], analysis: Analysis): string[] {
  if (controls.length === 0)
    return [`${name} is expected to have no gap, but there is no control: no replica's own series is expected to have one.`]
  const most = expectation.limits['at-most'] ?? Number.NaN
  if (measure === 'number') return fewGaps(name, most, controls, analysis)
  const limit = most / 1000
  const own = Math.max(...controls.flatMap((control) => faultGaps(control, analysis)).map((gap) => gap.seconds))
  // -Infinity where the control has no gap, which is a reason of its own.
  if (own === Number.NEGATIVE_INFINITY || limit < own) return []
  return [
    `${name} may have gaps of ${seconds(limit)}, and the victim's own gap is only ${seconds(own)}: it would pass without any merging.`,
  ]
}

/** So many gaps may be, and the victim has no more of its own. */
function fewGaps(name: string, most: number, controls: Claim[], analysis: Analysis): string[] {
  const own = Math.max(...controls.map((control) => faultGaps(control, analysis).length))
  if (own === 0 || most < own) return []
  return [`${name} may have ${count(most, 'gap')}, and the victim itself has only ${own}: it would pass without any merging.`]
}

function isUnmet({ control, passed, measured }: Finding): boolean {
  return control === true && !passed && measured !== null
}

function unmet(finding: Finding): string {
  const { series, check, expected } = finding
  return `The control (${series}) is not met: ${check} was ${measuredText(finding)}, expected ${expected}.`
}

function strangers({ name, series }: Claim, { victims }: Analysis): string[] {
  if (victims.size === 0 || victims.has(series.replica ?? '')) return []
  return [`The control ${name} reads ${series.replica ?? 'no replica'}, but the fault hit ${[...victims].join(', ')}.`]
}

/** A gap that was found, but not at the time of the fault, is another gap. */
function elsewhere(claim: Claim, findings: Finding[], analysis: Analysis): string[] {
  // Findings are in the order of their expectations. One that did not pass found no gap at all.
  const finding = findings[analysis.run.scenario.expect.indexOf(claim.expectation)]
  if (finding?.passed !== true || analysis.spans.length === 0) return []
  const least = claim.expectation.limits['at-least'] ?? Number.NaN
  const gaps = faultGaps(claim, analysis)
  if (claim.measure === 'number')
    return gaps.length >= least
      ? []
      : [`${claim.name} has only ${count(gaps.length, 'gap')} at the time of the fault, where ${least} are expected.`]
  const { intervalMs } = analysis
  if (gaps.some((gap) => gap.seconds >= (least - JITTER * intervalMs) / 1000)) return []
  return [
    `${claim.name} has no gap of ${limitText(least, intervalMs)} at the time of the fault${isControl(claim) ? ', as read after recovery' : ''}.`,
  ]
}

/** Gaps at the time of a fault. A replica's own are those that it shows after its return: while it is away, it shows nothing. */
function faultGaps({ series, expectation }: Claim, { spans, intervalMs }: Analysis): Gap[] {
  const after = lastView(series, 'after')
  const views =
    series.via !== 'replica' ? series.views.filter(({ phase }) => isMeant(phase, expectation.limits)) : after === undefined ? [] : [after]
  const gaps = views.flatMap((view) =>
    allAnswers(view)
      .filter((samples) => samples.length > 0)
      .flatMap((samples) => findGaps(samples, view.from, view.to, intervalMs)),
  )
  return gaps.filter((gap) => spans.some((span) => overlaps(span, gap)))
}

/**
 * What claims that all is well would pass though a fault did nothing: something else must show its damage. A run that claims nothing but
 * damage needs no more: the damage that it shows is the evidence. Gaps have a stricter rule of their own.
 */
export function uncontrolledReasons(analysis: Analysis, findings: Finding[], checks: readonly Check[]): string[] {
  if (absenceClaims(analysis, checks).length > 0 || findings.some(({ control }) => control === true)) return []
  const well = analysis.run.scenario.expect.filter((expectation) => {
    const check = checks.find(({ name }) => name === expectation.check)
    return check?.demands(expectation, analysis).health ?? true
  })
  return well.map(({ of, check }) => `Expectation ${check} on ${of} has no control that shows that the fault took effect.`)
}
