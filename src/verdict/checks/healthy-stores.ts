import { seconds, shortClock } from '../../lib/format.ts'
import { isoSeconds } from '../../lib/time.ts'
import type { Finding } from '../../model/run.ts'
import type { Analysis } from '../analysis.ts'
import { type Demand, defineCheck, type Expected, unjudged } from '../check.ts'
import { eitherOf } from '../limits.ts'
import { replicasHit } from '../spans.ts'
import { limitText } from '../wording.ts'

type Limit = 'drop-to' | 'never-below' | 'back-within' | 'back-after'
type StoreLimits = Partial<Record<Limit, number>>

/**
 * How many replicas Query has a healthy store of, from the first fault on: `drop-to` and `never-below` are of the fewest at any request,
 * `back-within` and `back-after` of the time from the last fault's healing until all of them are healthy, and stay so. `drop-to` is a
 * control: it asks that a store that the fault hit is among those that went.
 */
export const healthyStoresCheck = defineCheck({
  name: 'healthy-stores',
  summary: 'how many replicas Query has a healthy store of at the fewest, or how long until all are back',
  of: 'probe',
  unit: 'number',
  probes: ['stores'],
  limits: (types) =>
    eitherOf<Limit>([
      { 'drop-to': types.count, 'never-below': types.count },
      { 'back-within': types.duration, 'back-after': types.duration },
    ]),
  judge,
  demands: ({ limits }): Demand => ({
    damage: 'drop-to' in limits || 'back-after' in limits,
    health: 'never-below' in limits || 'back-within' in limits,
  }),
  control: ({ limits }) => 'drop-to' in limits,
})

function judge(expectation: Expected, analysis: Analysis): Finding {
  const limits: StoreLimits = expectation.limits as StoreLimits
  const stores = storesSeen(analysis, expectation.of)
  if ('error' in stores) return unjudged(expectation, 'number', stores.error)
  return 'drop-to' in limits || 'never-below' in limits
    ? judgeFewest(expectation, limits, stores)
    : judgeReturn(expectation, limits, stores, analysis.intervalMs)
}

/** What the probe saw from the first fault on that hit a replica: requests that Query answered. */
interface Stores {
  results: { at: string; replicas: string[] }[]
  /** How many there should be. */
  all: number
  /** Those that were there before it. */
  known: string[]
  /** When the last fault was healed, Unix seconds. */
  healed: number
  victims: ReadonlySet<string>
}

/**
 * The results to judge by, or why there are none: all stores must have been there when the first fault came that hit a replica. A Query that
 * was started again before has to find its stores first, which is no store's going.
 */
function storesSeen({ run, spans, victims }: Analysis, probe: string): Stores | { error: string } {
  const first = spans.find(({ fault }) => replicasHit(fault, run).length > 0) ?? spans[0]
  if (first === undefined) return { error: 'without a fault there is nothing that stores could change by' }
  const answered = (run.probes[probe] ?? []).flatMap(({ at, replicas }) => (replicas === undefined ? [] : [{ at, replicas }]))
  const isBefore = ({ at }: { at: string }) => isoSeconds(at) < first.from
  const [before, results] = [answered.filter(isBefore), answered.filter((result) => !isBefore(result))]
  const all = run.settings.replicas
  const known = before.at(-1)?.replicas ?? []
  if (results.length === 0) return { error: `the probe ${probe} has no answer from the fault on` }
  if (!(known.length >= all)) return { error: `before the fault Query had a healthy store of ${known.length} of ${all} replicas` }
  return { results, all, known, healed: Math.max(...spans.map(({ to }) => to)), victims }
}

function judgeFewest(expectation: Expected, limits: StoreLimits, { results, known, all, victims }: Stores): Finding {
  const worst = results.reduce((least, result) => (result.replicas.length < least.replicas.length ? result : least))
  const healthy = worst.replicas.length
  const missing = known.filter((replica) => !worst.replicas.includes(replica))
  const { 'drop-to': most, 'never-below': least } = limits
  const expected = [most === undefined ? [] : [`drop to ${most}`], least === undefined ? [] : [`never below ${least}`]].flat().join(', ')
  const stranger = most !== undefined && missing.length > 0 && victims.size > 0 && !missing.some((replica) => victims.has(replica))
  if (stranger)
    return { ...unjudged(expectation, 'number', `the store of ${missing.join(', ')} went, which the fault did not hit`), expected }
  const gone = missing.length === 0 ? '' : ` at ${shortClock(worst.at)} UTC, without ${missing.join(', ')}`
  return {
    check: expectation.check,
    series: expectation.of,
    unit: 'number',
    expected,
    passed: (most === undefined || healthy <= most) && (least === undefined || healthy >= least) && expected !== '',
    measured: healthy,
    detail: `of ${all} replicas Query had a healthy store of ${healthy} at the fewest${gone}`,
  }
}

function judgeReturn(expectation: Expected, limits: StoreLimits, stores: Stores, intervalMs: number): Finding {
  const word = (ms: number) => limitText(ms, intervalMs)
  const { 'back-within': most, 'back-after': least } = limits
  const expected = [least === undefined ? [] : [`back after ${word(least)}`], most === undefined ? [] : [`back within ${word(most)}`]]
    .flat()
    .join(', ')
  const back = untilBack(stores)
  if ('error' in back) return { ...unjudged(expectation, 'seconds', back.error), expected }
  const ms = back.seconds * 1000
  const fits = (most === undefined || ms <= most) && (least === undefined || ms >= least)
  return {
    check: expectation.check,
    series: expectation.of,
    unit: 'seconds',
    expected,
    passed: back.isBack && fits && expected !== '',
    measured: back.seconds,
    detail: returnText(back, stores),
  }
}

interface Return {
  isBack: boolean
  /** From the last healing until all were healthy for good; where they are not, until the last request. */
  seconds: number
  away: string[]
}

/** How long it took until all were back, or why that says nothing: where none ever went, none had to come back. */
function untilBack({ results, all, known, healed }: Stores): Return | { error: string } {
  const away = [...new Set(results.flatMap(({ replicas }) => known.filter((replica) => !replicas.includes(replica))))]
  if (away.length === 0) return { error: 'no store was ever away, so none had to come back' }
  const lastAway = results.findLastIndex(({ replicas }) => replicas.length < all)
  const back = results[lastAway + 1]
  const end = isoSeconds((back ?? results.at(-1)!).at)
  if (!Number.isFinite(healed) || !Number.isFinite(end)) return { error: 'it is not known when the last fault was healed' }
  return { isBack: back !== undefined, seconds: Math.max(0, Math.round((end - healed) * 1000) / 1000), away }
}

function returnText({ isBack, seconds: took, away }: Return, { all }: Stores): string {
  const gone = `the store of ${away.join(', ')} was away`
  return isBack
    ? `${gone}; all of ${all} were healthy ${seconds(took)} after the fault was healed`
    : `${gone}, and ${seconds(took)} after the fault was healed not all were back`
}
