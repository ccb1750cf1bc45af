import type { Expectation, Finding, Journal, ProbeResult } from '../../model/run.ts'
import { type Check, unjudged, within } from '../check.ts'
import { noneOrMatching } from '../expectations.ts'
import { faultSpans, overlaps } from '../spans.ts'

/**
 * Warnings that came with the answers to a steady probe. `none` is of the whole run; `matching` asks for one while a fault lasts: it is
 * Query's word that a store failed, so it is a control.
 */
export const warningsCheck: Check = {
  name: 'warnings',
  summary: 'Warnings that came with the answers: none, or one that matches',
  of: 'probe',
  probes: ['query', 'service'],
  limits: noneOrMatching,
  judge,
  demands: ({ limits }) => ({ damage: 'matching' in limits, health: !('matching' in limits) }),
  control: ({ limits }) => 'matching' in limits,
}

function judge(expectation: Expectation, journal: Journal): Finding {
  const { of, check, limits } = expectation
  const beats = journal.probes[of] ?? []
  // Without an answer there is none that could have warned.
  if (!beats.some(({ ok }) => ok)) return unjudged(expectation, `the steady probe ${of} has no answer that could have warned`)
  const { matching } = limits
  const warned = beats.filter((beat) => (beat.warnings ?? []).some((text) => matching === undefined || matches(text, String(matching))))
  const counted = matching === undefined ? warned : warned.filter((beat) => duringFault(beat, journal))
  return {
    check,
    series: of,
    passed: within(counted.length, limits),
    measured: counted.length,
    unit: 'number',
    expected: matching === undefined ? 'none' : `one that matches ${String(matching)}`,
    detail: detail(counted, beats),
  }
}

function matches(text: string, expression: string): boolean {
  return new RegExp(expression).test(text)
}

/** Until Prometheus's answer of that beat had come. */
function duringFault({ at, ms }: ProbeResult, journal: Journal): boolean {
  const from = Date.parse(at) / 1000
  return faultSpans(journal).some((span) => overlaps(span, { from, to: from + ms / 1000 }))
}

function detail(counted: ProbeResult[], beats: ProbeResult[]): string {
  const [first] = counted
  const all = `${counted.length} of ${beats.length} beats`
  return first === undefined ? all : `${all}, the first at ${first.at.slice(11, 21)} UTC: ${first.warnings?.[0]}`
}
