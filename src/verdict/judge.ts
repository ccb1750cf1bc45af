import type { Expectation, Finding, Journal, Outcome, Verdict } from '../model/run.ts'
import { type Check, unjudged } from './check.ts'
import { areComparable } from './expectations.ts'
import { controlReasons, uncontrolledReasons } from './preconditions/control.ts'
import { answerReasons, coverageReasons, visibilityReasons } from './preconditions/coverage.ts'
import { faultReasons, findingReasons, probeReasons, runReasons } from './preconditions/run.ts'
import { preferredReasons, victimReasons } from './preconditions/victim.ts'

/** What makes a run inconclusive, each with whole sentences; in the order in which a person wants to be told. */
const PRECONDITIONS: ((journal: Journal, findings: Finding[], checks: readonly Check[]) => string[])[] = [
  runReasons,
  faultReasons,
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
 * What follows from a journal, from it alone. Any doubt makes the run inconclusive, also one whose findings are not held: what was
 * not put to the test was not refuted either. Never throws for what the journal says.
 */
export function judge(journal: Journal, checks: readonly Check[]): Verdict {
  const findings = journal.plan.expect.map((expectation) => findingOf(expectation, journal, checks))
  const doubts = [...new Set(PRECONDITIONS.flatMap((doubtsOf) => doubtsOf(journal, findings, checks)))]
  return { verdict: outcome(findings, doubts), findings, inconclusiveReasons: doubts }
}

function findingOf(expectation: Expectation, journal: Journal, checks: readonly Check[]): Finding {
  const check = checks.find(({ name }) => name === expectation.check)
  if (check === undefined) return unjudged(expectation, 'this version of thanos-lab does not know the check')
  const finding = check.judge(expectation, journal)
  const isControl = check.control?.(expectation, journal) === true || isContrast(expectation, journal, check)
  return isControl ? { ...finding, control: true } : finding
}

/** Damage that shows in one part of a run is the control of what keeps well in another. */
function isContrast(expectation: Expectation, journal: Journal, check: Check): boolean {
  if (!check.demands(expectation, journal).damage) return false
  const others = journal.plan.expect.filter((other) => areComparable(expectation, other, journal))
  return others.some((other) => !check.demands(other, journal).damage)
}

function outcome(findings: Finding[], doubts: string[]): Outcome {
  if (doubts.length > 0) return 'inconclusive'
  return findings.every(({ passed: held }) => held) ? 'pass' : 'fail'
}
