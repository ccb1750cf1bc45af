import type { Copy, StepGrid, ScrapeTarget } from './counts.ts'

/* Where the counts are short: no raw sample is read for it, so the times are those of buckets. */

/** `a`: scrapes that were not made. `f`: scrapes that failed. `b`: both. `-`: nothing is short. */
type Sign = 'a' | 'f' | 'b' | '-'

/** A stretch of buckets in which a target is short of samples. */
export interface Suspect {
  target: ScrapeTarget
  /** Buckets, both included. */
  first: number
  last: number
  /** A sign for each copy, in their order. */
  signs: Sign[]
  /** Query's merged answer is short: undefined where that is not known. */
  merged: boolean | undefined
  /** The counts alone prove that Query's answer lacks a sample. Where it has just one fewer, it may only have changed its replica. */
  isMergedVerified: boolean
  /** The counts alone prove that something is short: else the raw samples must say. */
  isVerified: boolean
}

/** Targets that are short at the same time, on the same replicas, in the same way. */
export interface Group {
  first: number
  last: number
  /** The widest first. */
  suspects: Suspect[]
}

/** The stretches of all targets. */
export function suspectsOf(targets: readonly ScrapeTarget[], grid: StepGrid): Suspect[] {
  return targets.flatMap((target) => suspectsIn(target, grid))
}

function suspectsIn(target: ScrapeTarget, grid: StepGrid): Suspect[] {
  const away = shortBuckets(target, grid)
  const merged = mergedShort(target, grid)
  const isBad = (bucket: number) =>
    merged?.[bucket] === true || target.copies.some((copy, number) => away[number]![bucket] === true || copy.failed[bucket]! > 0)
  const suspects: Suspect[] = []
  for (let bucket = 1; bucket < grid.buckets; bucket += 1) {
    if (!isBad(bucket)) continue
    let last = bucket
    while (last + 1 < grid.buckets && isBad(last + 1)) last += 1
    const any = (flags: readonly boolean[] | undefined) => flags?.slice(bucket, last + 1).includes(true) ?? false
    const signs = target.copies.map((copy, number): Sign => {
      const failed = copy.failed.slice(bucket, last + 1).some((count) => count > 0)
      return any(away[number]) ? (failed ? 'b' : 'a') : failed ? 'f' : '-'
    })
    const within = (flags: readonly boolean[]) => flags.flatMap((isShort, at) => (isShort && at >= bucket && at <= last ? [at] : []))
    const isMergedVerified = merged !== undefined && lost(target.merged!, within(merged), dueOf(target, grid)) >= TWO
    const isVerified =
      isMergedVerified ||
      signs.some((sign, copy) => sign !== '-' && (sign !== 'a' || isCopyVerified(target, copy, within(away[copy]!), grid)))
    suspects.push({
      target,
      first: bucket,
      last,
      signs,
      merged: merged === undefined ? undefined : any(merged),
      isMergedVerified,
      isVerified,
    })
    bucket = last
  }
  return suspects
}

/** One sample fewer may be a scrape on the edge of a bucket, or that Query changed to a replica that scrapes later. */
const TWO = 2 - 1e-6

/** How many samples short buckets lack. */
function lost(counts: Uint32Array, short: readonly number[], due: number): number {
  return short.reduce((sum, bucket) => sum + due - counts[bucket]!, 0)
}

function dueOf({ copies }: ScrapeTarget, { stepMs }: StepGrid): number {
  return stepMs / Math.max(...copies.flatMap(({ intervalMs }) => intervalMs ?? []))
}

/** Whether a copy lacks scrapes by its counts alone: near its begin, one fewer may be a scrape on the edge of the bucket where it begins. */
function isCopyVerified(target: ScrapeTarget, copy: number, short: readonly number[], grid: StepGrid): boolean {
  const { made } = target.copies[copy]!
  return short.some((bucket) => bucket > beginOf(target.copies[copy]!) + REACHES.at(-1)!) || lost(made, short, dueOf(target, grid)) >= TWO
}

/**
 * Which buckets of each copy have fewer scrapes than are due. A target that begins in the window is not short before; a copy that begins
 * later than the target's first one is, and one that ends is, after.
 */
export function shortBuckets({ copies }: ScrapeTarget, { stepMs }: StepGrid): boolean[][] {
  const begins = copies.map(beginOf)
  const first = Math.min(...begins)
  return copies.map(({ made, intervalMs }, number) => {
    const interval = intervalMs ?? copies.find((copy) => copy.intervalMs !== undefined)?.intervalMs
    if (interval === undefined) return Array.from(made, () => false)
    // Replicas find a new target within the same bucket, or the next.
    return shortIn(made, stepMs / interval, begins[number]! <= first + 1 ? begins[number]! : first)
  })
}

/** The first bucket with a scrape; after the last one where there is none. */
export function beginOf({ made }: Copy): number {
  const begin = made.findIndex((count) => count > 0)
  return begin < 0 ? made.length : begin
}

/** What is merged of replicas with different intervals is as coarse as the preferred one, and a chain is finer: neither can be counted. */
function mergedShort({ merged, copies }: ScrapeTarget, { stepMs }: StepGrid): boolean[] | undefined {
  const intervals = copies.flatMap(({ intervalMs }) => (intervalMs === undefined ? [] : [intervalMs]))
  if (merged === undefined || intervals.length === 0) return undefined
  const [shortest, longest] = [Math.min(...intervals), Math.max(...intervals)]
  const due = stepMs / longest
  const isChain = copies.length > 1 && median(merged) > 1.5 * due
  if (isChain || longest > 1.1 * shortest) return undefined
  const begin = merged.findIndex((count) => count > 0)
  return shortIn(merged, due, begin < 0 ? merged.length : begin)
}

function median(counts: Uint32Array): number {
  return counts.slice().sort()[Math.floor(counts.length / 2)] ?? 0
}

/**
 * A bucket holds the whole number above or below `due`. A scrape on the very edge of one falls into either, by its jitter, so one that is
 * missing must be missing from the sums of the buckets around it, too, however far they reach.
 */
function shortIn(counts: Uint32Array, due: number, begin: number): boolean[] {
  const last = counts.length - 1
  // The newest scrape may not have been stored yet.
  const at = (bucket: number) =>
    bucket === last ? Math.min(counts[bucket]! + 1, Math.max(counts[bucket]!, Math.round(due))) : counts[bucket]!
  return Array.from(counts, (_, bucket) => {
    if (bucket < begin || (bucket === begin && begin > 0)) return false
    const count = at(bucket)
    if (count <= due - 2) return true
    if (count >= due - EXACT) return false
    return REACHES.every((reach) => {
      const [from, to] = [Math.max(begin === 0 ? 0 : begin + 1, bucket - reach), Math.min(last, bucket + reach)]
      let sum = 0
      for (let each = from; each <= to; each += 1) sum += at(each)
      return sum < Math.floor(due * (to - from + 1) + EXACT)
    })
  })
}

const REACHES = [1, 2, 3, 4, 5]
const EXACT = 1e-6

/** Suspects whose stretches begin and end in the same buckets, give or take one, on the same replicas: one fault has hit them. The worst first. */
export function groupsOf(suspects: readonly Suspect[], targets: number): Group[] {
  const groups = new Map<string, Group[]>()
  for (const suspect of [...suspects].sort((one, other) => one.first - other.first || other.last - one.last)) {
    const key = patternOf(suspect)
    const known = groups.get(key) ?? []
    groups.set(key, known)
    const near = known.find((group) => near1(group.suspects[0]!.first, suspect.first) && near1(group.suspects[0]!.last, suspect.last))
    if (near === undefined) known.push({ first: suspect.first, last: suspect.last, suspects: [suspect] })
    else {
      near.first = Math.min(near.first, suspect.first)
      near.last = Math.max(near.last, suspect.last)
      near.suspects.push(suspect)
    }
  }
  const all = [...groups.values()].flat()
  for (const { suspects: members } of all) members.sort((one, other) => other.last - other.first - (one.last - one.first))
  return all.sort((one, other) => severity(other, targets) - severity(one, targets) || one.first - other.first)
}

function near1(one: number, other: number): boolean {
  return Math.abs(one - other) <= 1
}

function patternOf({ target, signs, merged }: Suspect): string {
  const short = signs.some((sign) => sign !== '-')
  return JSON.stringify([target.copies.map(({ replica }, number) => [replica, signs[number]]), short ? null : merged])
}

/** What all replicas lack comes before what one lacks, then the longer one; some targets that ended everywhere come last. */
function severity({ first, last, suspects }: Group, targets: number): number {
  const [{ signs, target }] = suspects as [Suspect]
  const all = signs.every((sign) => sign !== '-')
  const isLast = last === target.copies[0]!.made.length - 1 && signs.every((sign) => sign === 'a')
  const hasEnded = isLast && suspects.length < targets / 2
  return (hasEnded ? -ALL_LACK : all ? ALL_LACK : 0) + (last - first + 1)
}

const ALL_LACK = 1e6
