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
 * Source: Prometheus v3.16.0, scrape/scrape.go (scrapeLoop.report): `up` is written after each scrape, with the scrape's time.
 */
export function absence(known: Known, stretch: Stretch): AbsenceReason[] {
  const reasons = known.up === undefined ? withoutUp(known, stretch) : withUp(known, known.up, stretch)
  const found = reasons.flatMap((reason) => reached(reason, known, stretch))
  const { own } = known
  if (found.length > 0 || placeAfter(own, stretch.to - 1) > placeAfter(own, stretch.from)) return found.map(inSeconds)
  const signs = known.up?.t ?? own
  const [before, after] = [signs[placeAfter(signs, stretch.from) - 1], signs[placeAfter(signs, stretch.to - 1)]]
  return [inSeconds({ why: 'not-due', scrapes: 0, from: before ?? stretch.from, to: after ?? stretch.to })]
}

function withUp(known: Known, up: Samples, { from, to }: Stretch): AbsenceReason[] {
  const { own } = known
  const has = new Set(own)
  const [begin, end] = [placeAfter(up.t, from), placeAfter(up.t, to - 1)]
  const reasons: AbsenceReason[] = []
  let joins = false
  for (let place = begin; place <= end; place += 1) {
    const [before, t] = [up.t[place - 1], place < up.t.length ? up.t[place]! : undefined]
    const missed = missedIn({ before, after: t }, { from, to }, known.intervalMs)
    if (missed > 0) {
      reasons.push({ why: 'away', scrapes: missed, from: before ?? from, to: t ?? to })
      joins = false
    }
    if (t === undefined || place === end) break
    if (has.has(t)) {
      joins = false
      continue
    }
    const why = up.v[place] === 1 ? unexposed(own, t) : 'failed'
    const last = reasons.at(-1)
    if (joins && last?.why === why) reasons[reasons.length - 1] = { ...last, scrapes: last.scrapes + 1, to: t }
    else reasons.push({ why, scrapes: 1, from: t, to: t })
    joins = true
  }
  return reasons
}

/** Why a scrape that succeeded has no sample of the series. */
function unexposed(own: Float64Array, t: number): AbsenceReason['why'] {
  const [first, last] = [own[0], own.at(-1)]
  if (first === undefined || last === undefined) return 'not-exposed'
  if (t < first) return 'not-begun'
  return t > last ? 'ended' : 'not-exposed'
}

function withoutUp({ own, intervalMs }: Known, { from, to }: Stretch): AbsenceReason[] {
  const [begin, end] = [placeAfter(own, from), placeAfter(own, to - 1)]
  return Array.from({ length: end - begin + 1 }, (_, index) => begin + index).flatMap((place): AbsenceReason[] => {
    const [before, after] = [own[place - 1], own[place]]
    const scrapes = missedIn({ before, after }, { from, to }, intervalMs)
    if (scrapes === 0) return []
    return [{ why: 'unknown', scrapes, from: before ?? from, to: after ?? to }]
  })
}

/** How many scrapes were due in a stretch, between two that were made, one after the other. */
function missedIn({ before, after }: { before: number | undefined; after: number | undefined }, { from, to }: Stretch, intervalMs: number) {
  if (before !== undefined && after !== undefined && !isGap(after - before, intervalMs)) return 0
  // Counted from the one that is known; what is due nearly when the next one was made is that one.
  const [first, step, last] =
    before !== undefined
      ? [before, intervalMs, Math.min(to, after === undefined ? to : after - intervalMs / 2)]
      : after !== undefined
        ? [after, -intervalMs, to]
        : [from, intervalMs, to]
  let missed = 0
  for (let due = first + step; step > 0 ? due < last : due > from; due += step) if (due > from && due < last) missed += 1
  return missed
}

/** Where there is no scrape, as no store has that time: that, and what is left. */
function reached(reason: AbsenceReason, { stores, intervalMs }: Known, stretch: Stretch): AbsenceReason[] {
  if (stores === undefined || stores.length === 0 || (reason.why !== 'away' && reason.why !== 'unknown')) return [reason]
  const part = { from: Math.max(reason.from, stretch.from), to: Math.min(reason.to, stretch.to) }
  const beyond = beyondOf(part, stores).filter(({ from, to }) => to - from >= intervalMs)
  if (beyond.length === 0) return [reason]
  const named = stores.map(({ store, from, to }) => ({
    store,
    from: from === null ? null : from / 1000,
    to: to === null ? null : to / 1000,
  }))
  const due = ({ from, to }: Stretch) => Math.max(1, Math.round((to - from) / intervalMs))
  const rest = beyondOf(part, beyond).filter(({ from, to }) => isGap(to - from, intervalMs))
  return [
    ...beyond.map((one): AbsenceReason => ({ why: 'out-of-reach', scrapes: due(one), ...one, stores: named })),
    ...rest.map((one): AbsenceReason => ({ ...reason, ...one, scrapes: due(one) - 1 })),
  ].sort((one, other) => one.from - other.from)
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
