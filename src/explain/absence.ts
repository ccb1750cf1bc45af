import { placeAfter, type Samples } from '../dedup/samples.ts'
import type { AbsenceReason } from '../model/gap-cause.ts'
import { isGap } from '../verdict/gaps.ts'
import type { StoreTime } from './inputs/stores.ts'

/** A stretch of time without its ends, Unix ms. */
export interface Stretch {
  from: number
  to: number
}

/** What is known of one replica. */
export interface Known {
  /** Times of its samples (Unix ms); stale markers are none. */
  own: Float64Array
  /** Times of its stale markers (Unix ms); left out: none. */
  markers?: Float64Array
  /** `up` of the very target on that replica; undefined: there is none. */
  up: Samples | undefined
  intervalMs: number
  /** The stores that have it, and their time; undefined: not known. */
  stores?: readonly StoreTime[] | undefined
}

/**
 * Why a replica has no sample in a stretch of time, or in parts of it; in the order of time, empty where every scrape that was due gave one. It
 * goes by `up`, which has a sample of every scrape: 0 where it failed, 1 where it succeeded. Where there is no `up`, it can only be told whether
 * the series had begun or ended.
 *
 * Source: Prometheus v3.16.0, scrape/scrape.go (scrapeLoop.report): `up` is written after each scrape, with the scrape's time
 * (scrapeLoop.endOfRunStaleness): a target that is removed or changed ends with a marker; (scrapePool.stop): with its whole job, it ends without one.
 */
export function absence(known: Known, stretch: Stretch): AbsenceReason[] {
  const reasons = known.up === undefined ? withoutUp(known, stretch) : withUp(known, known.up, stretch)
  const found = reasons.flatMap((reason) => (reason.due !== undefined ? reached(reason, known, stretch) : [reason]))
  const { own } = known
  if (found.length > 0 || placeAfter(own, stretch.to - 1) > placeAfter(own, stretch.from)) return found.map(inSeconds)
  const signs = known.up?.t ?? own
  const [before, after] = [signs[placeAfter(signs, stretch.from) - 1], signs[placeAfter(signs, stretch.to - 1)]]
  return [inSeconds({ why: 'not-due', scrapes: 0, from: before ?? stretch.from, to: after ?? stretch.to })]
}

/** Scrapes that were due and not made, with their times, Unix ms. */
interface Unmade extends Stretch {
  why: 'away' | 'removed' | 'unknown'
  due: number[]
}

/** Scrapes that were made. */
type Made = AbsenceReason & { due?: never }

function withUp(known: Known, up: Samples, { from, to }: Stretch): (Made | Unmade)[] {
  const { own } = known
  const has = new Set(own)
  const [begin, end] = [placeAfter(up.t, from), placeAfter(up.t, to - 1)]
  const reasons: (Made | Unmade)[] = []
  let joins = false
  for (let place = begin; place <= end; place += 1) {
    const [before, t] = [up.t[place - 1], place < up.t.length ? up.t[place]! : undefined]
    const due = missedIn({ before, after: t }, { from, to }, known.intervalMs)
    if (due.length > 0) {
      reasons.push({ why: isRemoved(known.markers, before, t) ? 'removed' : 'away', due, from: before ?? from, to: t ?? to })
      joins = false
    }
    if (t === undefined || place === end) break
    if (has.has(t)) {
      joins = false
      continue
    }
    const why = up.v[place] === 1 ? unexposed(own, t) : 'failed'
    const last = reasons.at(-1)
    if (joins && last?.why === why && last.due === undefined) reasons[reasons.length - 1] = { ...last, scrapes: last.scrapes + 1, to: t }
    else reasons.push({ why, scrapes: 1, from: t, to: t })
    joins = true
  }
  return reasons
}

/** Whether a run of scrapes ended with a marker, in place of the next one: a replica that goes away writes none. */
function isRemoved(markers: Float64Array | undefined, before = Number.NEGATIVE_INFINITY, after = Number.POSITIVE_INFINITY): boolean {
  return markers?.some((time) => time > before && time < after) === true
}

/** Why a scrape that succeeded has no sample of the series. */
function unexposed(own: Float64Array, t: number): AbsenceReason['why'] {
  const [first, last] = [own[0], own.at(-1)]
  if (first === undefined || last === undefined) return 'not-exposed'
  if (t < first) return 'not-begun'
  return t > last ? 'ended' : 'not-exposed'
}

function withoutUp({ own, intervalMs }: Known, { from, to }: Stretch): Unmade[] {
  const [begin, end] = [placeAfter(own, from), placeAfter(own, to - 1)]
  return Array.from({ length: end - begin + 1 }, (_, index) => begin + index).flatMap((place): Unmade[] => {
    const [before, after] = [own[place - 1], own[place]]
    const due = missedIn({ before, after }, { from, to }, intervalMs)
    return due.length === 0 ? [] : [{ why: 'unknown', due, from: before ?? from, to: after ?? to }]
  })
}

/** When scrapes were due in a stretch, between two that were made, one after the other; in the order of time. */
function missedIn({ before, after }: { before: number | undefined; after: number | undefined }, { from, to }: Stretch, intervalMs: number) {
  if (before !== undefined && after !== undefined && !isGap(after - before, intervalMs)) return []
  // Counted from the one that is known; what is due nearly when the next one was made is that one.
  const [first, step, last] =
    before !== undefined
      ? [before, intervalMs, Math.min(to, after === undefined ? to : after - intervalMs / 2)]
      : after !== undefined
        ? [after, -intervalMs, to]
        : [from, intervalMs, to]
  const missed: number[] = []
  for (let due = first + step; step > 0 ? due < last : due > from; due += step) if (due > from && due < last) missed.push(due)
  return missed.sort((one, other) => one - other)
}

/** Where there is no scrape, as no store has that time: that, and what is left. Each scrape that was due is in one of them. */
function reached({ why, due, from, to }: Unmade, { stores = [] }: Known, stretch: Stretch): AbsenceReason[] {
  const part = { from: Math.max(from, stretch.from), to: Math.min(to, stretch.to) }
  const beyond = stores.length === 0 ? [] : withDue(beyondOf(part, stores), due)
  if (beyond.length === 0) return [{ why, scrapes: due.length, from, to }]
  const named = stores.map((one) => ({
    store: one.store,
    from: one.from === null ? null : one.from / 1000,
    to: one.to === null ? null : one.to / 1000,
  }))
  const rest = withDue(beyondOf(part, beyond), due)
  return [
    ...beyond.map((one): AbsenceReason => ({ why: 'out-of-reach', ...one, stores: named })),
    ...rest.map((one): AbsenceReason => ({ why, ...one })),
  ].sort((one, other) => one.from - other.from)
}

/** Those parts in which a scrape was due, and how many. At the border of two parts it is in the later one, as a store has its first time. */
function withDue(parts: Stretch[], due: readonly number[]): (Stretch & { scrapes: number })[] {
  return parts
    .map((part) => ({ ...part, scrapes: due.filter((time) => time >= part.from && time < part.to).length }))
    .filter(({ scrapes }) => scrapes > 0)
}

/** The parts of a stretch that are in none of others. */
function beyondOf(stretch: Stretch, others: readonly { from: number | null; to: number | null }[]): Stretch[] {
  return others.reduce<Stretch[]>(
    (parts, { from, to }) =>
      parts.flatMap((part) =>
        [
          { from: part.from, to: Math.min(part.to, from ?? Number.NEGATIVE_INFINITY) },
          { from: Math.max(part.from, to ?? Number.POSITIVE_INFINITY), to: part.to },
        ].filter((one) => one.from < one.to),
      ),
    [stretch],
  )
}

function inSeconds({ from, to, ...reason }: AbsenceReason): AbsenceReason {
  return { ...reason, from: from / 1000, to: to / 1000 }
}
