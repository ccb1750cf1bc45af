import { count, percent, seconds, shortClock } from '../../lib/format.ts'
import { STALLED } from '../../model/probes.ts'
import type { Finding, ProbeResult } from '../../model/run.ts'
import type { Analysis } from '../analysis.ts'
import {
  type Bounds,
  bounds,
  defineCheck,
  type Expected,
  faultPart,
  findingOf,
  lessIsWorse,
  type LimitValueTypes,
  moreIsWorse,
  PHASE_PART,
  resultsOf,
  unjudged,
  withinLimits,
} from '../check.ts'
import { limitText } from '../wording.ts'
import { isAnswered } from '../../model/reading.ts'

/** The share of a probe's requests that were answered. A stalled one found no free place: for its user, that is no answer. */
export const successRateCheck = defineCheck({
  name: 'success-rate',
  summary: "the share of a probe's requests that were answered",
  of: 'probe',
  unit: 'share',
  limits: (types) => bounds(types.share, partOf(types)),
  judge: judgeSuccessRate,
  demands: lessIsWorse,
})

/** The longest that a request of a probe took, answered or not; a stalled one waited at least as long as the oldest in flight. */
export const maxLatencyCheck = defineCheck({
  name: 'max-latency',
  summary: 'how long the slowest request of a probe took, answered or not',
  of: 'probe',
  unit: 'seconds',
  limits: (types) => bounds(types.duration, partOf(types)),
  judge: judgeMaxLatency,
  demands: moreIsWorse,
})

/** What a user of the probe's source has to expect, where `max-latency` is the worst. */
export const medianLatencyCheck = defineCheck({
  name: 'median-latency',
  summary: "the median time that a probe's requests took, answered or not",
  of: 'probe',
  unit: 'seconds',
  probes: ['query', 'service'],
  limits: (types) => bounds(types.duration, partOf(types)),
  judge: judgeMedianLatency,
  demands: moreIsWorse,
})

function partOf(types: LimitValueTypes) {
  return { ...faultPart(types.count), ...PHASE_PART }
}

function judgeSuccessRate(expectation: Expected<Bounds>, analysis: Analysis): Finding {
  const results = resultsOf(expectation, analysis)
  if (results.length === 0) return unjudged(expectation, 'share', nothing(expectation))
  const share = results.filter(isAnswered).length / results.length
  return {
    ...findingOf(expectation, 'share', percent),
    passed: withinLimits(share, expectation.limits),
    measured: share,
    detail: successDetail(results),
  }
}

function successDetail(results: ProbeResult[]): string {
  const answered = results.filter(isAnswered)
  const stalled = results.filter(({ error }) => error === STALLED).length
  const slowest = answered.reduce((most, { ms }) => Math.max(most, ms), 0)
  return [
    `${answered.length} of ${count(results.length, 'request')} answered`,
    ...(stalled > 0 ? [`${stalled} stalled`] : []),
    ...(answered.length > 0 ? [`slowest ${Math.round(slowest)} ms`] : []),
  ].join(', ')
}

function judgeMaxLatency(expectation: Expected<Bounds>, analysis: Analysis): Finding {
  const results = resultsOf(expectation, analysis)
  const slowest = results.toSorted((one, other) => other.ms - one.ms)[0]
  return judgeLatency(expectation, analysis, slowest, ({ at, ms, error }) => {
    const how = error === undefined ? 'answered' : `not answered (${error})`
    return `the slowest of ${count(results.length, 'request')} was sent at ${shortClock(at)} UTC and ${how} after ${seconds(ms / 1000)}`
  })
}

function judgeMedianLatency(expectation: Expected<Bounds>, analysis: Analysis): Finding {
  const results = resultsOf(expectation, analysis).toSorted((one, other) => one.ms - other.ms)
  const middle = results[Math.floor(results.length / 2)]
  const detail = ({ ms }: ProbeResult) => `half of ${count(results.length, 'request')} took ${seconds(ms / 1000)} or longer`
  return judgeLatency(expectation, analysis, middle, detail)
}

function judgeLatency(
  expectation: Expected<Bounds>,
  { intervalMs }: Analysis,
  result: ProbeResult | undefined,
  detail: (result: ProbeResult) => string,
): Finding {
  const word = (ms: number) => limitText(ms, intervalMs)
  if (result === undefined || !(result.ms >= 0)) return unjudged(expectation, 'seconds', nothing(expectation), word)
  return {
    ...findingOf(expectation, 'seconds', word),
    passed: withinLimits(result.ms, expectation.limits),
    measured: result.ms / 1000,
    detail: detail(result),
  }
}

function nothing({ of }: Expected): string {
  return `the probe ${of} has no result to measure`
}
