import type { Expectation, Finding, Journal } from '../../journal.ts'
import { type Check, type Demand, unjudged } from '../check.ts'
import { eitherOf } from '../limits.ts'
import { type Return, type Stores, fewest, storesSeen, untilBack } from '../stores-seen.ts'
import { limitWords, seconds } from '../words.ts'

/**
 * How many replicas Query has a healthy store of, from the first fault on: `drop-to` and `never-below` are of the fewest at any beat,
 * `back-within` and `back-after` of the time from the last fault's healing until all of them are healthy, and stay so. `drop-to` is a
 * control: it asks that a store that the fault hit is among those that went.
 */
export const storesCheck: Check = {
  name: 'stores',
  summary: 'How many replicas Query has a healthy store of at the fewest, or how long until all are back',
  of: 'probe',
  probes: ['stores'],
  limits: (kit) =>
    eitherOf([
      { 'drop-to': kit.count, 'never-below': kit.count },
      { 'back-within': kit.duration, 'back-after': kit.duration },
    ]),
  judge,
  demands: ({ limits }): Demand => ({
    damage: 'drop-to' in limits || 'back-after' in limits,
    health: 'never-below' in limits || 'back-within' in limits,
  }),
  control: ({ limits }) => 'drop-to' in limits,
}

function judge(expectation: Expectation, journal: Journal): Finding {
  const seen = storesSeen(journal, expectation.of)
  if ('trouble' in seen) return unjudged(expectation, seen.trouble)
  const { limits } = expectation
  return 'drop-to' in limits || 'never-below' in limits ? judgeFewest(expectation, seen) : judgeReturn(expectation, seen, journal)
}

function judgeFewest(expectation: Expectation, seen: Stores): Finding {
  const { healthy, missing, at } = fewest(seen)
  const { 'drop-to': most, 'never-below': least } = numbers(expectation)
  const expected = [most === undefined ? [] : [`drop to ${most}`], least === undefined ? [] : [`never below ${least}`]].flat().join(', ')
  const stranger = most !== undefined && missing.length > 0 && seen.struck.size > 0 && !missing.some((replica) => seen.struck.has(replica))
  if (stranger) return { ...unjudged(expectation, `the store of ${missing.join(', ')} went, which the fault did not hit`), expected }
  const gone = missing.length === 0 ? '' : ` at ${at.slice(11, 21)} UTC, without ${missing.join(', ')}`
  return {
    check: expectation.check,
    series: expectation.of,
    held: (most === undefined || healthy <= most) && (least === undefined || healthy >= least) && expected !== '',
    measured: healthy,
    unit: 'number',
    expected,
    detail: `of ${seen.all} replicas Query had a healthy store of ${healthy} at the fewest${gone}`,
  }
}

function judgeReturn(expectation: Expectation, seen: Stores, journal: Journal): Finding {
  const word = (ms: number) => limitWords(ms, journal.settings.scrapeIntervalMs)
  const { 'back-within': most, 'back-after': least } = numbers(expectation)
  const expected = [least === undefined ? [] : [`back after ${word(least)}`], most === undefined ? [] : [`back within ${word(most)}`]]
  const back = untilBack(seen)
  if ('trouble' in back) return { ...unjudged(expectation, back.trouble), expected: expected.flat().join(', ') }
  const ms = back.seconds * 1000
  const fits = (most === undefined || ms <= most) && (least === undefined || ms >= least)
  return {
    check: expectation.check,
    series: expectation.of,
    held: back.isBack && fits && expected.flat().length > 0,
    measured: back.seconds,
    unit: 'seconds',
    expected: expected.flat().join(', '),
    detail: words(back, seen),
  }
}

function words({ isBack, seconds: took, away }: Return, { all }: Stores): string {
  const gone = `the store of ${away.join(', ')} was away`
  return isBack
    ? `${gone}; all of ${all} were healthy ${seconds(took)} after the healing`
    : `${gone}, and ${seconds(took)} after the healing not all were back`
}

function numbers({ limits }: Expectation): Record<string, number | undefined> {
  return Object.fromEntries(Object.entries(limits).map(([name, limit]) => [name, Number(limit)]))
}
