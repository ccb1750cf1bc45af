import type { Series } from '../../observe/prometheus.ts'
import type { NameReplica } from './replica-names.ts'
import { labelsKey } from '../../model/labels.ts'

/*
 * What the stepped counts say of each target and replica. A bucket is one step, (from, to]; bucket 0 is the one before the window, so that
 * it is known what was there before.
 */

/** Where the buckets lie. Milliseconds. */
export interface StepGrid {
  /** Where bucket 0 begins: one step before the window. */
  start: number
  stepMs: number
  /** Bucket 0 included. */
  buckets: number
}

/** A target on one replica. */
export interface Copy {
  replica: string
  labels: Record<string, string>
  /** Scrapes made and failed, by bucket. */
  made: Uint32Array
  failed: Uint32Array
  /** Its scrape interval, estimated from the counts; undefined where it has too few. */
  intervalMs: number | undefined
}

/** What Query merges to one series. */
export interface ScrapeTarget {
  /** Without the replica labels. */
  labels: Record<string, string>
  copies: Copy[]
  /** Samples of Query's merged answer, by bucket; undefined where it was not read. */
  merged: Uint32Array | undefined
}

export function without(labels: Record<string, string>, dropped: readonly string[]): Record<string, string> {
  return Object.fromEntries(Object.entries(labels).filter(([name]) => name !== '__name__' && !dropped.includes(name)))
}

/** A series of counts, by bucket. */
export interface CountSeries {
  labels: Record<string, string>
  counts: Uint32Array
}

export interface Counted {
  /** `count_over_time`, `sum_over_time` (left out: no scrape is known to have failed), without merging. */
  made: CountSeries[]
  succeeded: CountSeries[] | undefined
  /** `count_over_time` of the merged series. */
  merged: CountSeries[] | undefined
}

/** The targets, in the order of their labels. */
export function targetsOf(
  { made, succeeded, merged }: Counted,
  grid: StepGrid,
  replicaLabels: readonly string[],
  nameOf: NameReplica,
): ScrapeTarget[] {
  const good = succeeded && new Map(succeeded.map(({ labels, counts }) => [labelsKey(without(labels, [])), counts]))
  const whole = merged && new Map(merged.map(({ labels, counts }) => [labelsKey(without(labels, replicaLabels)), counts]))
  const targets = new Map<string, ScrapeTarget>()
  for (const one of made) {
    const labels = without(one.labels, replicaLabels)
    const key = labelsKey(labels)
    const { counts } = one
    const succeededCounts = good?.get(labelsKey(without(one.labels, [])))
    const copy: Copy = {
      replica: nameOf(one.labels),
      labels: one.labels,
      made: counts,
      failed: counts.map((count, bucket) => (succeededCounts === undefined ? 0 : Math.max(0, count - succeededCounts[bucket]!))),
      intervalMs: intervalOf(counts, grid.stepMs),
    }
    const known = targets.get(key) ?? { labels, copies: [], merged: whole?.get(key) }
    known.copies.push(copy)
    targets.set(key, known)
  }
  for (const { copies } of targets.values()) copies.sort((one, other) => (one.replica < other.replica ? -1 : 1))
  return [...targets.entries()].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, target]) => target)
}

/** The values of a series as counts: the value at a bucket's end is the bucket's. A tenth of the memory that the answer takes. */
export function bucketsOf({ samples }: Pick<Series, 'samples'>, { start, stepMs, buckets }: StepGrid): Uint32Array {
  const counts = new Uint32Array(buckets)
  for (const [time, value] of samples) {
    const bucket = Math.round((time * 1000 - start) / stepMs) - 1
    if (bucket >= 0 && bucket < buckets) counts[bucket] = Math.round(Number(value))
  }
  return counts
}

/** Buckets at most one short of the usual count are taken for whole ones. */
function intervalOf(counts: Uint32Array, stepMs: number): number | undefined {
  const some = counts.filter((count) => count > 0).sort()
  if (some.length < 2) return undefined
  const usual = some[Math.floor(some.length / 2)]!
  if (usual < FEW) return sparseInterval(counts, stepMs)
  // The first and the last bucket of a series that begins or ends are not whole.
  const whole = counts.filter((count, bucket) => count >= usual - 1 && count <= usual + 1 && bucket > 0)
  const measured = whole.length > 0 ? whole : some
  return snapped(stepMs / meanOf(measured), sumOf(measured))
}

/** Of fewer samples a step, the empty steps between them count, too. */
const FEW = 8
/** So many steps together hold enough of them. */
const TOGETHER = 12

/** By the samples of several steps together; those with an outage in them are not near their median. */
function sparseInterval(counts: Uint32Array, stepMs: number): number | undefined {
  const first = counts.findIndex((count) => count > 0)
  const last = counts.findLastIndex((count) => count > 0)
  // Before the first sample, and after the last one, it may not have been there.
  const span = counts.subarray(first + 1, last)
  const reach = Math.min(TOGETHER, span.length)
  if (reach < 2) return undefined
  const sums = Uint32Array.from({ length: span.length - reach + 1 }, (_, from) => {
    return sumOf(span.subarray(from, from + reach))
  })
  const usual = sums.slice().sort()[Math.floor(sums.length / 2)]!
  if (usual === 0) return undefined
  return snapped((reach * stepMs) / meanOf(sums.filter((sum) => Math.abs(sum - usual) <= 1)), sumOf(span))
}

function sumOf(counts: Uint32Array): number {
  return counts.reduce((sum, count) => sum + count, 0)
}

function meanOf(counts: Uint32Array): number {
  return sumOf(counts) / counts.length
}

/** People type whole seconds, or tenths of them. `samples`: it was measured by so many, and some of them may be missing. */
function snapped(ms: number, samples: number): number {
  const near = Math.min(WIDEST, Math.max(NEAR, MISSING / samples))
  for (const unit of [5000, 1000, 100]) {
    const whole = Math.round(ms / unit) * unit
    if (whole > 0 && Math.abs(whole - ms) / ms < near) return whole
  }
  return ms
}

const [NEAR, WIDEST] = [0.012, 0.03]
const MISSING = 2.5

/** The commonest of some numbers; undefined of none. */
export function commonest(values: readonly number[]): number | undefined {
  const counts = new Map<number, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return [...counts.entries()].sort(([one, times], [other, more]) => more - times || one - other)[0]?.[0]
}
