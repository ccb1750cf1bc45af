import type { Expectation, Finding, Journal } from '../../journal.ts'
import { type Check, bounds, moreIsWorse, unjudged, within, wordLimits } from '../check.ts'
import { ofFault } from '../limits.ts'
import { beatsOf } from '../part.ts'
import { limitWords, seconds } from '../words.ts'

/** How long the middle one of a steady probe's beats took, answered or not: what one who asks has to expect, where `slowest` is the worst. */
export const typicalCheck: Check = {
  name: 'typical',
  summary: 'How long the middle one of the beats of a steady probe took, answered or not',
  of: 'probe',
  probes: ['query', 'service'],
  limits: (kit) => bounds(kit.duration, ofFault(kit.count)),
  judge,
  demands: moreIsWorse,
}

function judge(expectation: Expectation, journal: Journal): Finding {
  const beats = beatsOf(expectation, journal).toSorted((one, other) => one.ms - other.ms)
  const word = (ms: number) => limitWords(ms, journal.settings.scrapeIntervalMs)
  const middle = beats[Math.floor(beats.length / 2)]
  if (middle === undefined || !(middle.ms >= 0))
    return unjudged(expectation, `the steady probe ${expectation.of} has no beat to measure`, word)
  return {
    check: expectation.check,
    series: expectation.of,
    held: within(middle.ms, expectation.limits),
    measured: middle.ms / 1000,
    unit: 'seconds',
    expected: wordLimits(expectation.limits, word),
    detail: `of ${beats.length} beats half took ${seconds(middle.ms / 1000)} or longer`,
  }
}
