import type { Finding, Gap, Journal } from '../../model/run.ts'
import type { Check } from '../check.ts'
import { allAnswers, JITTER } from '../checks/longest-gap.ts'
import { absenceClaims, type Claim, isControl, lastLook, presenceClaims } from '../expectations.ts'
import { findGaps } from '../gaps.ts'
import { faultSpans, overlaps, victims } from '../spans.ts'
import { count, figure, limitWords, seconds } from '../words.ts'

/** The control: the struck replica alone must show the hole that Query is said to have filled, and at the fault's time. */
export function controlReasons(journal: Journal, findings: Finding[]): string[] {
  const controls = presenceClaims(journal).filter(isControl)
  return [
    ...absenceClaims(journal).flatMap((claim) => claimDoubts(claim, controls, journal)),
    ...findings.filter(isUnmet).map(unmet),
    ...controls.flatMap((control) => strangers(control, journal)),
    ...presenceClaims(journal).flatMap((claim) => elsewhere(claim, findings, journal)),
  ]
}

function claimDoubts({ name, expectation }: Claim, controls: Claim[], journal: Journal): string[] {
  if (controls.length === 0)
    return [`${name} is said to have no gap, but there is no control: no replica's own series is expected to have one.`]
  const most = expectation.limits['at-most'] ?? Number.NaN
  if (expectation.check === 'gap-count') return fewHoles(name, most, controls, journal)
  const limit = most / 1000
  const hole = Math.max(...controls.flatMap((control) => holes(control, journal)).map((gap) => gap.seconds))
  // -Infinity where the control has no hole, which is a doubt of its own.
  if (hole === Number.NEGATIVE_INFINITY || limit < hole) return []
  return [
    `${name} may have gaps of ${seconds(limit)}, and the struck replica's own hole is only ${seconds(hole)}: it would hold without any merging.`,
  ]
}

/** So many holes may be, and the struck replica has no more of its own. */
function fewHoles(name: string, most: number, controls: Claim[], journal: Journal): string[] {
  const own = Math.max(...controls.map((control) => holes(control, journal).length))
  if (own === 0 || most < own) return []
  return [`${name} may have ${count(most, 'hole')}, and the struck replica itself has only ${own}: it would hold without any merging.`]
}

function isUnmet({ control, passed: held, measured }: Finding): boolean {
  return control === true && !held && measured !== null
}

function unmet(finding: Finding): string {
  const { series, check, expected } = finding
  return `The control (${series}) is not met: ${check} was ${figure(finding)}, expected ${expected}.`
}

function strangers({ name, series }: Claim, journal: Journal): string[] {
  const struck = victims(journal)
  if (struck.size === 0 || struck.has(series.replica ?? '')) return []
  return [`The control ${name} watches ${series.replica ?? 'no replica'}, but the fault hit ${[...struck].join(', ')}.`]
}

/** A gap that was found, but not at the fault's time, is another gap. */
function elsewhere(claim: Claim, findings: Finding[], journal: Journal): string[] {
  // Findings are in the order of their expectations. One that is not held found no gap at all.
  const finding = findings[journal.plan.expect.indexOf(claim.expectation)]
  if (finding?.passed !== true || journal.faults.length === 0) return []
  if (claim.expectation.check === 'gap-count') return fewer(claim, journal)
  const least = ((claim.expectation.limits['at-least'] ?? Number.NaN) - JITTER * journal.settings.scrapeIntervalMs) / 1000
  if (holes(claim, journal).some((gap) => gap.seconds >= least)) return []
  const wanted = limitWords(claim.expectation.limits['at-least'] ?? Number.NaN, journal.settings.scrapeIntervalMs)
  return [`${claim.name} has no gap of ${wanted} at the time of the fault${isControl(claim) ? ', as seen after the return' : ''}.`]
}

function fewer(claim: Claim, journal: Journal): string[] {
  const least = claim.expectation.limits['at-least'] ?? Number.NaN
  const there = holes(claim, journal).length
  return there >= least ? [] : [`${claim.name} has only ${count(there, 'hole')} at the time of the fault, where ${least} are expected.`]
}

/** Gaps at the time of a fault. A replica's own are those that it shows after its return: while it is dead, it shows nothing. */
function holes(claim: Claim, journal: Journal): Gap[] {
  const after = lastLook(claim.series, 'after')
  const looks = claim.series.via !== 'replica' ? claim.series.looks : after === undefined ? [] : [after]
  const spans = faultSpans(journal)
  const gaps = looks.flatMap((look) =>
    allAnswers(look)
      .filter((samples) => samples.length > 0)
      .flatMap((samples) => findGaps(samples, look.from, look.to, journal.settings.scrapeIntervalMs)),
  )
  return gaps.filter((gap) => spans.some((span) => overlaps(span, gap)))
}

/**
 * What claims that all is well would hold of a fault that did nothing: something else must show its damage. A run that claims nothing
 * but damage needs no more: the damage that it shows is the proof. Gaps have a stricter rule of their own.
 */
export function uncontrolledReasons(journal: Journal, findings: Finding[], checks: readonly Check[]): string[] {
  if (absenceClaims(journal).length > 0 || findings.some(({ control }) => control === true)) return []
  const well = journal.plan.expect.filter((expectation) => {
    const check = checks.find(({ name }) => name === expectation.check)
    return check?.demands(expectation, journal).health ?? true
  })
  return well.map(
    ({ of, check }) =>
      `${of} is said to keep to its ${check}, but there is no control: nothing that is expected shows that the fault did its damage.`,
  )
}
