import type { Expectation, Finding, Journal, Outcome, Verdict } from '../journal.ts'
import { type Check, unjudged } from './check.ts'
import { areComparable } from './part.ts'
import { answerDoubts } from './doubts/answers.ts'
import { controlDoubts } from './doubts/control.ts'
import { faultDoubts } from './doubts/faults.ts'
import { findingDoubts } from './doubts/findings.ts'
import { followedDoubts } from './doubts/followed.ts'
import { lookDoubts } from './doubts/looks.ts'
import { planDoubts } from './doubts/plan.ts'
import { probeDoubts } from './doubts/probes.ts'
import { sightDoubts } from './doubts/sights.ts'
import { struckDoubts } from './doubts/struck.ts'
import { uncontrolledDoubts } from './doubts/uncontrolled.ts'

/** What makes a run inconclusive, each with whole sentences; in the order in which a person wants to be told. */
const DOUBTS: ((journal: Journal, findings: Finding[], checks: readonly Check[]) => string[])[] = [
  planDoubts,
  faultDoubts,
  followedDoubts,
  controlDoubts,
  uncontrolledDoubts,
  sightDoubts,
  struckDoubts,
  lookDoubts,
  answerDoubts,
  probeDoubts,
  findingDoubts,
]

/**
 * What follows from a journal, from it alone. Any doubt makes the run inconclusive, also one whose findings are not held: what was
 * not put to the test was not refuted either. Never throws for what the journal says.
 */
export function judge(journal: Journal, checks: readonly Check[]): Verdict {
  const findings = journal.plan.expect.map((expectation) => findingOf(expectation, journal, checks))
  const doubts = [...new Set(DOUBTS.flatMap((doubtsOf) => doubtsOf(journal, findings, checks)))]
  return { verdict: outcome(findings, doubts), findings, doubts }
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
  return findings.every(({ held }) => held) ? 'pass' : 'fail'
}
