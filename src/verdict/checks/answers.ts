import type { Beat, Expectation, Finding, Journal } from '../../journal.ts'
import { type Check, bounds, lessIsWorse, unjudged, within, wordLimits } from '../check.ts'
import { ofFault } from '../limits.ts'
import { beatsOf } from '../part.ts'
import { percent } from '../words.ts'

/** The share of a steady probe's beats that were answered. A stalled beat found no free place: for its asker, that is no answer. */
export const answersCheck: Check = {
  name: 'answers',
  summary: 'The share of a steady probe that was answered',
  of: 'probe',
  limits: (kit) => bounds(kit.share, ofFault(kit.count)),
  judge,
  demands: lessIsWorse,
}

function judge(expectation: Expectation, journal: Journal): Finding {
  const beats = beatsOf(expectation, journal)
  if (beats.length === 0) return unjudged(expectation, `the steady probe ${expectation.of} has no beat to measure`, percent)
  const share = beats.filter(({ ok }) => ok).length / beats.length
  return {
    check: expectation.check,
    series: expectation.of,
    held: within(share, expectation.limits),
    measured: share,
    expected: wordLimits(expectation.limits, percent),
    detail: detail(beats),
  }
}

function detail(beats: Beat[]): string {
  const answered = beats.filter(({ ok }) => ok)
  const stalled = beats.filter((beat) => beat.detail === 'stalled').length
  const slowest = answered.reduce((most, { ms }) => Math.max(most, ms), 0)
  return [
    `${answered.length} of ${beats.length} beats answered`,
    ...(stalled > 0 ? [`${stalled} stalled`] : []),
    ...(answered.length > 0 ? [`slowest ${Math.round(slowest)} ms`] : []),
  ].join(', ')
}
