import type { Gap, Sample } from '../../model/run.ts'
import { toMs } from '../../lib/time.ts'
import type { Lacking } from '../../model/audit.ts'
import type { Copy, StepGrid, ScrapeTarget } from './counts.ts'
import { type ReplicaOutage, replicaOutages, whyOf } from './outages.ts'
import { type ReplicaCounts, scrapedOthers } from './replica-counts.ts'
import { beginOf, type Group } from './suspects.ts'

/* From a group of suspects to gaps: exact ones by the raw samples of one of its targets, else to a bucket. Milliseconds. */

/** A stretch in which some replicas of a target lack samples, before Query's own answer is known. */
export interface Draft {
  group: Group
  target: ScrapeTarget
  from: number
  to: number
  exact: boolean
  /** Empty: no replica lacks any, and Query's merged answer does. */
  lacking: Lacking[]
  having: string[]
  /** By the counts; undefined where they do not say. */
  mergedShort: boolean | undefined
  /** In Query's own answer from the left edge of the counts on; left out where it was not read, or has none there. */
  own?: Gap
}

export interface Counts {
  grid: StepGrid
  replicas: ReadonlyMap<string, ReplicaCounts>
}

/** Where the raw samples of a group are to be read: a bucket more on each side. */
export function stretchOf(
  { first, last }: Pick<Group, 'first' | 'last'>,
  { start, stepMs, buckets }: StepGrid,
): { from: number; to: number } {
  return { from: start + Math.max(0, first - 1) * stepMs, to: start + Math.min(buckets, last + 2) * stepMs }
}

/** Raw samples of a group's stretch, by replica. */
export interface Raw {
  /** Of the series that is counted. */
  samples: ReadonlyMap<string, Sample[]>
  /** `up` of its target, where that is another series; undefined where it is not, or is not known. */
  ups: ReadonlyMap<string, Sample[]> | undefined
  /** Gaps of Query's own answer from the left edge of the counts on; empty where it is not short by the counts. */
  own: readonly Gap[]
}

/** The gaps of a group's first target. Empty where there is none after all. */
export function exactDrafts(group: Group, raw: Raw, counts: Counts): Draft[] {
  const [{ target, merged, ...own }] = group.suspects as [Group['suspects'][number]]
  const found = target.copies.flatMap((copy) => outagesIn(copy, raw, group, target, counts))
  const { start, stepMs } = counts.grid
  // What is in the buckets around them is another suspect's.
  const inside = ({ from, to }: Draft) => to > start + own.first * stepMs && from < start + (own.last + 1) * stepMs
  const all = overlapping(found).map((outages): Draft => {
    const lacking = outages.map(({ lack }) => lack)
    return {
      group,
      target,
      from: Math.min(...outages.map(({ outage }) => outage.from)),
      to: Math.max(...outages.map(({ outage }) => outage.to)),
      exact: true,
      lacking: mergeOf(lacking),
      having: target.copies.map(({ replica }) => replica).filter((replica) => !lacking.some((one) => one.replica === replica)),
      mergedShort: merged,
    }
  })
  const drafts = all.filter(inside).map((draft) => withOwn(draft, raw.own))
  // Where no replica lacks any, there is only what Query's own answer has.
  return drafts.length > 0 ? drafts : raw.own.map((gap) => ownDraft(gap, group, target)).filter(inside)
}

/** The longest of Query's own gaps that a gap of replicas touches. */
function withOwn(draft: Draft, gaps: readonly Gap[]): Draft {
  const touching = gaps.filter(({ from, to }) => from * 1000 < draft.to && to * 1000 > draft.from)
  const [own] = touching.sort((one, other) => other.seconds - one.seconds)
  return own === undefined ? draft : { ...draft, own }
}

function ownDraft(own: Gap, group: Group, target: ScrapeTarget): Draft {
  const having = target.copies.map(({ replica }) => replica)
  return { group, target, from: toMs(own.from), to: toMs(own.to), exact: true, lacking: [], having, mergedShort: true, own }
}

interface Found {
  outage: ReplicaOutage
  lack: Lacking
}

function outagesIn(copy: Copy, { samples, ups }: Raw, group: Group, target: ScrapeTarget, { grid, replicas }: Counts): Found[] {
  const intervalMs = intervalIn(copy, target)
  const stretch = stretchOf(group, grid)
  const bucketAt = (ms: number) => Math.min(grid.buckets - 1, Math.max(0, Math.floor((ms - grid.start) / grid.stepMs)))
  const has = (from: number, to: number) => copy.made.slice(Math.max(0, from), to).some((count) => count > 0)
  const before = has(0, bucketAt(stretch.from + 1))
  const after = has(bucketAt(stretch.to - 1) + 1, grid.buckets)
  return replicaOutages(samples.get(copy.replica) ?? [], stretch, intervalMs, ups?.get(copy.replica)).flatMap((outage): Found[] => {
    const own = replicas.get(copy.replica)
    const others = own !== undefined && scrapedOthers(own, bucketAt(outage.from + 1), bucketAt(outage.to - 1))
    const why = whyOf(outage, { scrapedOthers: others, before, after })
    if (why.includes('not-begun') && beginsWithOthers(copy, target)) return []
    const { from, to, failed, missed, pieces } = outage
    return [{ outage, lack: { replica: copy.replica, why, from: from / 1000, to: to / 1000, failed, missed, pieces } }]
  })
}

/** A target that begins in the window is no gap, nor is a replica that finds it a little later. */
function beginsWithOthers(copy: Copy, { copies }: ScrapeTarget): boolean {
  return beginOf(copy) <= Math.min(...copies.map(beginOf)) + 1
}

/** A copy with too few samples is taken to have the interval of another one. */
export function intervalIn(copy: Copy, { copies }: ScrapeTarget): number {
  return copy.intervalMs ?? copies.find(({ intervalMs }) => intervalMs !== undefined)?.intervalMs ?? 60_000
}

/** Outages of several replicas that share some time are one gap. */
function overlapping(found: readonly Found[]): Found[][] {
  const ordered = [...found].sort((one, other) => one.outage.from - other.outage.from)
  const groups: Found[][] = []
  let end = Number.NEGATIVE_INFINITY
  for (const one of ordered) {
    if (one.outage.from < end) groups.at(-1)!.push(one)
    else groups.push([one])
    end = Math.max(end, one.outage.to)
  }
  return groups
}

/** Several outages of one replica in one gap are told together. */
function mergeOf(lacking: readonly Lacking[]): Lacking[] {
  const all = new Map<string, Lacking>()
  for (const one of lacking) {
    const known = all.get(one.replica)
    if (known === undefined) all.set(one.replica, one)
    else
      all.set(one.replica, {
        replica: one.replica,
        why: [...new Set([...known.why, ...one.why])],
        from: Math.min(known.from, one.from),
        to: Math.max(known.to, one.to),
        failed: known.failed + one.failed,
        missed: known.missed + one.missed,
        pieces: known.pieces + one.pieces,
      })
  }
  return [...all.values()].sort((one, other) => (one.replica < other.replica ? -1 : 1))
}

/** What of a group its counts alone prove; undefined: nothing. */
export function verifiedPart({ suspects }: Group): Group | undefined {
  const verified = suspects.filter(({ isVerified }) => isVerified)
  if (verified.length === 0) return undefined
  return { first: Math.min(...verified.map(({ first }) => first)), last: Math.max(...verified.map(({ last }) => last)), suspects: verified }
}

/** The gap of a group as its counts show it: no raw sample was read. */
export function coarseDraft(group: Group, { grid, replicas }: Counts): Draft {
  const { first, last, suspects } = group
  const [{ target, signs, merged, isMergedVerified }] = suspects as [Group['suspects'][number]]
  const [from, to] = [grid.start + first * grid.stepMs, grid.start + (last + 1) * grid.stepMs]
  const lacking = target.copies.flatMap((copy, number): Lacking[] => {
    if (signs[number] === '-') return []
    const sum = (counts: Uint32Array) => counts.slice(first, last + 1).reduce((all, count) => all + count, 0)
    const failed = sum(copy.failed)
    const missed = Math.max(0, Math.round((to - from) / intervalIn(copy, target)) - sum(copy.made))
    const own = replicas.get(copy.replica)
    const others = own !== undefined && scrapedOthers(own, first, last)
    const has = (begin: number, end?: number) => copy.made.slice(begin, end).some((count) => count > 0)
    const open = { left: !has(0, first), right: !has(last + 1) && last === grid.buckets - 1 }
    const outage = { from, to, failed, missed, unexposed: 0, pieces: 1, open }
    const why = whyOf(outage, { scrapedOthers: others, before: has(0, first), after: has(last + 1) || sum(copy.made) > 0 })
    return [{ replica: copy.replica, why, from: from / 1000, to: to / 1000, failed, missed, pieces: 1 }]
  })
  const having = target.copies.filter((_, number) => signs[number] === '-').map(({ replica }) => replica)
  return { group, target, from, to, exact: false, lacking, having, mergedShort: merged && (isMergedVerified || undefined) }
}
