import type { Expectation, Finding, Journal } from '../../journal.ts'
import { type Check, bounds, moreIsWorse, unjudged, within, wordLimits } from '../check.ts'
import { ofFault } from '../limits.ts'
import { beatsOf } from '../part.ts'
import { limitWords, seconds } from '../words.ts'

/** The longest that a beat of a steady probe took, answered or not; a stalled one waited at least as long as the oldest in flight. */
export const slowestCheck: Check = {
  name: 'slowest',
  summary: 'How long the slowest beat of a steady probe took, answered or not',
  of: 'probe',
  limits: (kit) => bounds(kit.duration, ofFault(kit.count)),
  judge,
  demands: moreIsWorse,
}

function judge(expectation: Expectation, journal: Journal): Finding {
  const beats = beatsOf(expectation, journal)
  const word = (ms: number) => limitWords(ms, journal.settings.scrapeIntervalMs)
  const slowest = beats.toSorted((one, other) => other.ms - one.ms)[0]
  if (slowest === undefined || !(slowest.ms >= 0))
    return unjudged(expectation, `the steady probe ${expectation.of} has no beat to measure`, word)
  const how = slowest.ok ? 'answered' : `not answered (${slowest.detail ?? 'no reason given'})`
  return {
    check: expectation.check,
    series: expectation.of,
    held: within(slowest.ms, expectation.limits),
    measured: slowest.ms / 1000,
    unit: 'seconds',
    expected: wordLimits(expectation.limits, word),
    detail: `of ${beats.length} beats the slowest was asked at ${slowest.at.slice(11, 21)} UTC and ${how} after ${seconds(slowest.ms / 1000)}`,
  }
}
