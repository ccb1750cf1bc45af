import type { Expectation, Finding, Journal } from '../../model/run.ts'
import { type Check, type Demand, unjudged } from '../check.ts'
import { eitherOf } from '../expectations.ts'
import { faultSpans, replicasHit, victims } from '../spans.ts'
import { limitWords, seconds } from '../words.ts'

/**
 * How many replicas Query has a healthy store of, from the first fault on: `drop-to` and `never-below` are of the fewest at any beat,
 * `back-within` and `back-after` of the time from the last fault's healing until all of them are healthy, and stay so. `drop-to` is a
 * control: it asks that a store that the fault hit is among those that went.
 */
export const healthyStoresCheck: Check = {
  name: 'healthy-stores',
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
    passed: (most === undefined || healthy <= most) && (least === undefined || healthy >= least) && expected !== '',
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
    passed: back.isBack && fits && expected.flat().length > 0,
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

/**
 * What the probe `stores` saw from the first fault on that hit a replica, where one did: beats that Query answered. A Query that was
 * started anew before has to find its stores first, which is no store's going.
 */
export interface Stores {
  beats: { at: string; replicas: string[] }[]
  /** How many there should be. */
  all: number
  /** Those that were there before it. */
  known: string[]
  /** When the last fault was healed, Unix seconds. */
  healed: number
  struck: Set<string>
}

export interface Return {
  isBack: boolean
  /** From the last healing until all were healthy for good; where they are not, until the last beat. */
  seconds: number
  away: string[]
}

/** The beats to judge by, or in words why there are none: all stores must have been there when the first fault came. */
export function storesSeen(journal: Journal, probe: string): Stores | { trouble: string } {
  const spans = faultSpans(journal)
  const first = spans.find(({ fault }) => replicasHit(fault, journal).length > 0) ?? spans[0]
  if (first === undefined) return { trouble: 'without a fault there is nothing that stores could go by' }
  const answered = (journal.probes[probe] ?? []).flatMap(({ at, ok, replicas }) => (ok && replicas !== undefined ? [{ at, replicas }] : []))
  const isBefore = ({ at }: { at: string }) => Date.parse(at) / 1000 < first.from
  const [before, beats] = [answered.filter(isBefore), answered.filter((beat) => !isBefore(beat))]
  const all = journal.settings.replicas
  const known = before.at(-1)?.replicas ?? []
  if (beats.length === 0) return { trouble: `the steady probe ${probe} has no answer from the fault on` }
  if (!(known.length >= all)) return { trouble: `before the fault Query had a healthy store of ${known.length} of ${all} replicas` }
  return { beats, all, known, healed: Math.max(...spans.map(({ to }) => to)), struck: victims(journal) }
}

/** The first beat with the fewest replicas. */
export function fewest({ beats, known }: Stores): { healthy: number; missing: string[]; at: string } {
  const worst = beats.reduce((least, beat) => (beat.replicas.length < least.replicas.length ? beat : least))
  return { healthy: worst.replicas.length, missing: known.filter((replica) => !worst.replicas.includes(replica)), at: worst.at }
}

/** How long it took until all were back, or in words why that says nothing: where none ever went, none had to come back. */
export function untilBack({ beats, all, known, healed }: Stores): Return | { trouble: string } {
  const away = [...new Set(beats.flatMap(({ replicas }) => known.filter((replica) => !replicas.includes(replica))))]
  if (away.length === 0) return { trouble: 'no store was ever away, so none had to come back' }
  const lastAway = beats.findLastIndex(({ replicas }) => replicas.length < all)
  const back = beats[lastAway + 1]
  const end = Date.parse((back ?? beats.at(-1)!).at) / 1000
  if (!Number.isFinite(healed) || !Number.isFinite(end)) return { trouble: 'it is not known when the last fault was healed' }
  return { isBack: back !== undefined, seconds: Math.max(0, Math.round((end - healed) * 1000) / 1000), away }
}
