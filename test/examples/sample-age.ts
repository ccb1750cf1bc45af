import type { Expectation, Finding, Journal } from '../../src/model/run.ts'
import { bounds, type Check, moreIsWorse, unjudged, within, wordLimits } from '../../src/verdict/check.ts'
import { isReplicasDamage } from '../../src/verdict/expectations.ts'
import { seconds } from '../../src/verdict/words.ts'

/** How old the newest sample was at the end of the last look: a Prometheus that answers, but scrapes no more, is found by it. */
export const sampleAge: Check = {
  name: 'sample-age',
  summary: 'How old the newest sample is',
  of: 'series',
  limits: (kit) => bounds(kit.duration),
  judge,
  demands: moreIsWorse,
  control: isReplicasDamage,
}

function judge(expectation: Expectation, { series }: Journal): Finding {
  const { of, check, limits } = expectation
  const look = series[of]?.looks.at(-1)
  const newest = look?.samples.at(-1)
  if (look === undefined || newest === undefined) return unjudged(expectation, `${of} has no sample`)
  const measured = look.to - newest[0]
  return {
    check,
    series: of,
    passed: within(measured * 1000, limits),
    measured,
    unit: 'seconds',
    expected: wordLimits(limits, (ms) => seconds(ms / 1000)),
    detail: `the newest sample was ${seconds(measured)} old`,
  }
}
