import { historyFrom } from '../dedup/head-chunks.ts'
import { rate } from '../dedup/rate.ts'
import type { How, Merged } from '../dedup/recorder.ts'
import { placeAfter, type Replica } from '../dedup/samples.ts'
import { type RateGrid, stepsOf } from './rates.ts'

/* Where the merge of a counter rises by more than any replica saw. Times and durations in milliseconds, replicas by their numbers. */

/** A sample as its replica has it, and as it is merged. */
export interface OwnPoint {
  t: number
  /** Resets are not added. */
  v: number
  /** What Query took for resets before is added: each lane has a count of its own. */
  total: number
  replica: number
}

/** A place where the source of the merged samples changes, and rate() counts a rise there that no replica has. */
export interface Spike {
  before: OwnPoint
  after: OwnPoint
  /** `reset`: the value falls, and the whole of it is counted again. `jump`: it rises, and the difference is counted. */
  kind: 'reset' | 'jump'
  /** Whether that is so of the replicas' own values; else of the totals alone, because of what Query took for resets before. */
  isOwn: boolean
  /** Why the source changes: a chunk of another replica comes next (`block`: at a two-hour border), a switch, or the chain. */
  border: 'block' | 'chunk' | 'switch' | 'chain'
  /** What rate() counts from the one sample to the other, and the most that the samples of any replica allow. */
  counted: number
  most: number
  /** The replica whose value is lower at the same time; undefined where that cannot be told. */
  behind?: Behind
  /** rate() at the first step that sees it; left out where the window is too short for one. */
  rates?: SpikeRates
}

export interface Behind {
  replica: number
  /** By how much its value is lower. */
  by: number
  /** How much later it saw that value of the other one, at the other one's rate; undefined where that does not rise, or it is no lag. */
  lagMs?: number
}

export interface SpikeRates {
  at: number
  /** Per second; undefined where the range has fewer than two samples. */
  merged: number | undefined
  /** Of each replica alone, by its number: what the rate is without the merge. */
  replicas: (number | undefined)[]
}

export interface CounterSamples {
  /** The merge in counter mode. */
  merged: Merged
  replicas: readonly Replica[]
  /** Each replica merged alone, in counter mode. */
  alone: readonly Merged[]
  how: How
  intervalMs: number
  grid: RateGrid | undefined
}

/** From so many times the most that any replica saw on, a rise is a spike. Offsets and late scrapes move a rise by less. */
const SPIKE = 1.5

/** Longer is no lag, but another count. */
const LONGEST_LAG = 600_000

/**
 * Every place where the merged counter rises by more than the samples of any replica allow. How much a replica saw in a stretch of time is at most
 * its rise from its last sample before to its first one after, so a burst that is scraped late is no spike; nor is a restart, which each replica
 * sees itself.
 *
 * Sources: Thanos v0.42.4, pkg/dedup/iter.go (a switch raises the counter of the other side, and lets it jump), pkg/compact/downsample/downsample.go
 * (a fall within a lane is taken for a reset); thanos-io/thanos#7623.
 */
export function findSpikes(samples: CounterSamples): Spike[] {
  const { merged, alone, intervalMs } = samples
  const spikes: Spike[] = []
  for (let place = 1; place < merged.t.length; place += 1) {
    if (merged.sources[place] === merged.sources[place - 1]) continue
    const [from, to] = [merged.t[place - 1]!, merged.t[place]!]
    const counted = rise(merged.v[place - 1]!, merged.v[place]!)
    const most = mostRise(alone, { from, to, slackMs: 2 * intervalMs })
    if (most !== undefined && counted > SPIKE * most) spikes.push(spikeAt(samples, place, { counted, most }))
  }
  return spikes
}

/** As rate() counts it: a counter that falls was reset, and began at 0. */
function rise(before: number, after: number): number {
  return after < before ? after : after - before
}

/** The most that a replica can have seen; of the replicas that have samples near both ends, where there are such. undefined: none is known. */
function mostRise(alone: readonly Merged[], stretch: { from: number; to: number; slackMs: number }): number | undefined {
  const around = alone.flatMap((own) => riseAround(own, stretch))
  const near = around.filter(({ length }) => length <= stretch.to - stretch.from + stretch.slackMs)
  const rises = (near.length > 0 ? near : around).map(({ risen }) => risen)
  return rises.length === 0 ? undefined : Math.max(...rises)
}

/** From the last sample at the beginning or before to the first one at the end or after. Alone, a counter never falls: its resets are added. */
function riseAround({ t, v }: Merged, { from, to }: { from: number; to: number }): { risen: number; length: number }[] {
  const first = placeAfter(t, from) - 1
  const last = placeAfter(t, to - 1)
  if (first < 0 || last >= t.length) return []
  return [{ risen: v[last]! - v[first]!, length: t[last]! - t[first]! }]
}

function spikeAt(samples: CounterSamples, place: number, figures: Pick<Spike, 'counted' | 'most'>): Spike {
  const { merged, replicas, grid } = samples
  const point = (at: number): OwnPoint => {
    const replica = merged.sources[at]!
    return { t: merged.t[at]!, v: replicas[replica]!.v[merged.places[at]!]!, total: merged.v[at]!, replica }
  }
  const [before, after] = [point(place - 1), point(place)]
  const behind = behindOf(samples, before, after)
  const isOwn = rise(before.v, after.v) === figures.counted
  const [one, other] = isOwn ? [before.v, after.v] : [before.total, after.total]
  const at = grid && stepsOf(grid).find((step) => step >= after.t)
  return {
    before,
    after,
    kind: other < one ? 'reset' : 'jump',
    isOwn,
    border: borderOf(samples, place, before.t, after.t),
    ...figures,
    ...(behind === undefined ? {} : { behind }),
    ...(at === undefined || grid === undefined ? {} : { rates: ratesAt(samples, at, grid.rangeMs) }),
  }
}

function borderOf({ merged, how }: CounterSamples, place: number, before: number, after: number): Spike['border'] {
  if (how.algorithm === 'chain') return 'chain'
  const change = merged.switches.find((one) => one.place === place)
  if (change === undefined || change.penaltyMs > 0) return 'switch'
  return historyFrom(before) === historyFrom(after) ? 'chunk' : 'block'
}

function ratesAt({ merged, alone }: CounterSamples, at: number, rangeMs: number): SpikeRates {
  return { at, merged: rate(merged, at, rangeMs), replicas: alone.map((own) => rate(own, at, rangeMs)) }
}

/** Both replicas at the time of one of the two samples: at that of the second where the first replica goes on, else at that of the first. */
function behindOf(samples: CounterSamples, before: OwnPoint, after: OwnPoint): Behind | undefined {
  const { replicas, alone } = samples
  const value = (replica: number, t: number) => valueAt(replicas[replica]!, t)
  const compare = (t: number, one: number | undefined, other: number | undefined): Behind | undefined => {
    if (one === undefined || other === undefined || one === other) return undefined
    const [ahead, behind] = one > other ? [before.replica, after.replica] : [after.replica, before.replica]
    const by = Math.abs(one - other)
    const lagMs = lagOf(alone[ahead]!, t, by)
    return { replica: behind, by, ...(lagMs === undefined ? {} : { lagMs }) }
  }
  return compare(after.t, value(before.replica, after.t), after.v) ?? compare(before.t, before.v, value(after.replica, before.t))
}

/** Between two samples as if it rose evenly; undefined before the first and after the last. */
function valueAt({ t, v, stale }: Replica, time: number): number | undefined {
  const after = placeAfter(t, time - 1)
  const before = placeAfter(t, time) - 1
  if (before < 0 || after >= t.length || stale.has(before) || stale.has(after)) return undefined
  const [one, other] = [v[before]!, v[after]!]
  if (before === after || t[after] === t[before]) return one
  const value = one + ((other - one) * (time - t[before]!)) / (t[after]! - t[before]!)
  return Number.isNaN(value) ? undefined : value
}

/** How long the replica that is ahead takes to rise by so much, at its rate around that time. */
function lagOf({ t, v }: Merged, time: number, by: number): number | undefined {
  const place = placeAfter(t, time) - 1
  const [first, last] = [Math.max(0, place - AROUND), Math.min(t.length - 1, place + AROUND)]
  const perMs = (v[last]! - v[first]!) / (t[last]! - t[first]!)
  const lagMs = by / perMs
  return Number.isFinite(lagMs) && lagMs <= LONGEST_LAG ? lagMs : undefined
}

/** Samples on each side by which a replica's rate at a time is taken. */
const AROUND = 10
