import type { Finding, Verdict } from '../model/run.ts'
import type { Expectation, Outcome } from '../model/scenario.ts'
import type { Analysis } from './analysis.ts'
import { areComparable, type Check, unjudged } from './check.ts'
import { controlReasons, uncontrolledReasons } from './preconditions/control.ts'
import { answerReasons, coverageReasons, visibilityReasons } from './preconditions/coverage.ts'
import { faultReasons, findingReasons, probeReasons, runReasons } from './preconditions/run.ts'
import { standstillReasons } from './preconditions/standstill.ts'
import { preferredReasons, victimReasons } from './preconditions/victim.ts'

/** What must be true for a verdict to count: each gives the sentences that say what is not. In the order in which a person wants to read them. */
const PRECONDITIONS: ((analysis: Analysis, findings: Finding[], checks: readonly Check[]) => string[])[] = [
  runReasons,
  faultReasons,
  standstillReasons,
  preferredReasons,
  controlReasons,
  uncontrolledReasons,
  visibilityReasons,
  victimReasons,
  coverageReasons,
  answerReasons,
  probeReasons,
  findingReasons,
]

/**
 * What follows from a run, from it alone. A precondition that is not met makes the run inconclusive, also where an expectation is not met:
 * what was not put to the test was not refuted either. Never throws for what the run says.
 */
export function judge(analysis: Analysis, checks: readonly Check[]): Verdict {
  const findings = analysis.run.scenario.expect.map((expectation) => findingFor(expectation, analysis, checks))
  const reasons = [...new Set(PRECONDITIONS.flatMap((precondition) => precondition(analysis, findings, checks)))]
  return { verdict: outcome(findings, reasons), inconclusiveReasons: reasons, findings }
}

function findingFor(expectation: Expectation, analysis: Analysis, checks: readonly Check[]): Finding {
  const check = checks.find(({ name }) => name === expectation.check)
  if (check === undefined) return unjudged(expectation, 'number', 'this version of thanos-lab does not know the check')
  const finding = check.judge(expectation, analysis)
  const isControl = check.control?.(expectation, analysis) === true || isContrast(expectation, analysis, check)
  return isControl ? { ...finding, control: true } : finding
}

/** Damage that shows in one part of a run is the control of what stays well in another. */
function isContrast(expectation: Expectation, analysis: Analysis, check: Check): boolean {
  if (!check.demands(expectation, analysis).damage) return false
  const others = analysis.run.scenario.expect.filter((other) => areComparable(expectation, other, analysis))
  return others.some((other) => !check.demands(other, analysis).damage)
}

function outcome(findings: Finding[], reasons: string[]): Outcome {
  if (reasons.length > 0) return 'inconclusive'
  return findings.every(({ passed }) => passed) ? 'pass' : 'fail'
}
