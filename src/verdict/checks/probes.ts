import type { Expectation, Finding, Journal, ProbeResult } from '../../model/run.ts'
import { bounds, type Check, lessIsWorse, moreIsWorse, unjudged, within, wordLimits } from '../check.ts'
import { beatsOf, ofFault } from '../expectations.ts'
import { limitWords, percent, seconds } from '../words.ts'

/** The share of a steady probe's beats that were answered. A stalled beat found no free place: for its asker, that is no answer. */
export const successRateCheck: Check = {
  name: 'success-rate',
  summary: 'The share of a steady probe that was answered',
  of: 'probe',
  limits: (kit) => bounds(kit.share, ofFault(kit.count)),
  judge: judgeShare,
  demands: lessIsWorse,
}

function judgeShare(expectation: Expectation, journal: Journal): Finding {
  const beats = beatsOf(expectation, journal)
  if (beats.length === 0) return unjudged(expectation, `the steady probe ${expectation.of} has no beat to measure`, percent)
  const share = beats.filter(({ ok }) => ok).length / beats.length
  return {
    check: expectation.check,
    series: expectation.of,
    passed: within(share, expectation.limits),
    measured: share,
    expected: wordLimits(expectation.limits, percent),
    detail: shareDetail(beats),
  }
}

function shareDetail(beats: ProbeResult[]): string {
  const answered = beats.filter(({ ok }) => ok)
  const stalled = beats.filter((beat) => beat.detail === 'stalled').length
  const slowest = answered.reduce((most, { ms }) => Math.max(most, ms), 0)
  return [
    `${answered.length} of ${beats.length} beats answered`,
    ...(stalled > 0 ? [`${stalled} stalled`] : []),
    ...(answered.length > 0 ? [`slowest ${Math.round(slowest)} ms`] : []),
  ].join(', ')
}

/** The longest that a beat of a steady probe took, answered or not; a stalled one waited at least as long as the oldest in flight. */
export const maxLatencyCheck: Check = {
  name: 'max-latency',
  summary: 'How long the slowest beat of a steady probe took, answered or not',
  of: 'probe',
  limits: (kit) => bounds(kit.duration, ofFault(kit.count)),
  judge: judgeSlowest,
  demands: moreIsWorse,
}

function judgeSlowest(expectation: Expectation, journal: Journal): Finding {
  const beats = beatsOf(expectation, journal)
  const word = (ms: number) => limitWords(ms, journal.settings.scrapeIntervalMs)
  const slowest = beats.toSorted((one, other) => other.ms - one.ms)[0]
  if (slowest === undefined || !(slowest.ms >= 0))
    return unjudged(expectation, `the steady probe ${expectation.of} has no beat to measure`, word)
  const how = slowest.ok ? 'answered' : `not answered (${slowest.detail ?? 'no reason given'})`
  return {
    check: expectation.check,
    series: expectation.of,
    passed: within(slowest.ms, expectation.limits),
    measured: slowest.ms / 1000,
    unit: 'seconds',
    expected: wordLimits(expectation.limits, word),
    detail: `of ${beats.length} beats the slowest was asked at ${slowest.at.slice(11, 21)} UTC and ${how} after ${seconds(slowest.ms / 1000)}`,
  }
}

/** How long the middle one of a steady probe's beats took, answered or not: what one who asks has to expect, where `slowest` is the worst. */
export const medianLatencyCheck: Check = {
  name: 'median-latency',
  summary: 'How long the middle one of the beats of a steady probe took, answered or not',
  of: 'probe',
  probes: ['query', 'service'],
  limits: (kit) => bounds(kit.duration, ofFault(kit.count)),
  judge: judgeMedian,
  demands: moreIsWorse,
}

function judgeMedian(expectation: Expectation, journal: Journal): Finding {
  const beats = beatsOf(expectation, journal).toSorted((one, other) => one.ms - other.ms)
  const word = (ms: number) => limitWords(ms, journal.settings.scrapeIntervalMs)
  const middle = beats[Math.floor(beats.length / 2)]
  if (middle === undefined || !(middle.ms >= 0))
    return unjudged(expectation, `the steady probe ${expectation.of} has no beat to measure`, word)
  return {
    check: expectation.check,
    series: expectation.of,
    passed: within(middle.ms, expectation.limits),
    measured: middle.ms / 1000,
    unit: 'seconds',
    expected: wordLimits(expectation.limits, word),
    detail: `of ${beats.length} beats half took ${seconds(middle.ms / 1000)} or longer`,
  }
}
