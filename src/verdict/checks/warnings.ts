import { count, shortClock } from '../../lib/format.ts'
import { isoSeconds } from '../../lib/time.ts'
import type { Finding, ProbeResult } from '../../model/run.ts'
import type { Analysis } from '../analysis.ts'
import { defineCheck, type Expected, resultsOf, unjudged, withinLimits } from '../check.ts'
import { noneOrMatching, type NoneOrMatching } from '../limits.ts'
import { overlaps } from '../spans.ts'
import { isAnswered } from '../../model/reading.ts'

/**
 * Warnings that came with the answers to a probe. `none` is of the whole run; `matching` asks for one while a fault lasts: Query itself
 * says that a store failed, so it is a control.
 */
export const warningsCheck = defineCheck({
  name: 'warnings',
  summary: 'warnings that came with the answers: none, or one that matches',
  of: 'probe',
  unit: 'number',
  probes: ['query', 'service'],
  limits: noneOrMatching,
  judge,
  demands: ({ limits }) => ({ damage: 'matching' in limits, health: !('matching' in limits) }),
  control: ({ limits }) => 'matching' in limits,
})

function judge(expectation: Expected<NoneOrMatching>, analysis: Analysis): Finding {
  const { of, check, limits } = expectation
  const results = resultsOf(expectation, analysis)
  // Without an answer there is none that could have warned.
  if (!results.some(isAnswered)) return unjudged(expectation, 'number', `the probe ${of} has no answer that could have warned`)
  const matching = 'matching' in limits ? String(limits['matching']) : undefined
  const warned = results.filter(({ warnings = [] }) => warnings.some((text) => matching === undefined || new RegExp(matching).test(text)))
  const counted = matching === undefined ? warned : warned.filter((result) => duringFault(result, analysis))
  return {
    check,
    series: of,
    unit: 'number',
    expected: matching === undefined ? 'none' : `one that matches ${matching}`,
    passed: withinLimits(counted.length, limits),
    measured: counted.length,
    detail: detailOf(counted, results),
  }
}

/** Until the answer of that request had come. */
function duringFault({ at, ms }: ProbeResult, { spans }: Analysis): boolean {
  const from = isoSeconds(at)
  return spans.some((span) => overlaps(span, { from, to: from + ms / 1000 }))
}

function detailOf(counted: ProbeResult[], results: ProbeResult[]): string {
  const [first] = counted
  const all = `${counted.length} of ${count(results.length, 'request')}`
  return first === undefined ? all : `${all}, the first at ${shortClock(first.at)} UTC: ${first.warnings?.[0]}`
}
