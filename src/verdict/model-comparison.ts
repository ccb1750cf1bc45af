import { reason } from '../lib/errors.ts'
import { toMs, type Window } from '../lib/time.ts'
import { merge } from '../dedup/merge.ts'
import { increase, rate } from '../dedup/rate.ts'
import type { How } from '../dedup/recorder.ts'
import { between, type Replica, readSamples, shown } from '../dedup/samples.ts'
import { withMarkers } from '../dedup/stale-markers.ts'
import type { CounterCall, OwnSamples, Sample, Snapshot } from '../model/run.ts'
import { type Analysis, type Graph, type ObservedQuery, type ObservedSeries, replicasSeen, type SeriesView } from './analysis.ts'

/* What Query answered, against what the model of its deduplication makes of the replicas' own samples: raw samples, and rate(). */

/** How near two rates must be to be the same, as a share of their size, or of 1. */
const SAME_RATE = 1e-9

/** Something that cannot be compared, with the reason. */
export interface Incomparable {
  error: string
}

/** What Query answered in a view, against what the model makes of it. */
export interface Comparison {
  /** The replicas that Query had at that moment, by their pods. */
  replicas: string[]
  /** Samples of either that were compared. */
  compared: number
  /** Those that only one of them has, or that have another value. */
  differing: number
  /** The first of them, Unix seconds. */
  first?: number
}

/** A graph of `rate` or `increase` through Query, against what the model makes. */
export interface RateComparison extends Omit<Comparison, 'first'> {
  /** The first step that differs, Unix seconds; undefined where one has no value. */
  first?: { at: number; query: number | undefined; model: number | undefined }
}

/** A view, or a graph, with its comparison. */
export type Compared<T, C> = T & (C | Incomparable)

/** Every view of a series that was read through Query, compared. Never throws for what the run says. */
export function compareViews(
  { views }: ObservedSeries,
  analysis: Analysis,
  howAt: (view: SeriesView) => How,
): Compared<{ view: SeriesView }, Comparison>[] {
  return views.map((view) => {
    const compare = (names: string[]) => compareSamples(view, names, analysis.intervalMs, howAt(view))
    const read = { snapshot: view.snapshot, own: Object.keys(view.replicas), error: view.errors['query'] }
    return { view, ...attempt(() => compareWith(read, analysis, compare)) }
  })
}

/** Every graph of a query whose counter's samples were kept, compared. Never throws for what the run says. */
export function compareRates(
  { graphs, counter }: ObservedQuery,
  analysis: Analysis,
  algorithm: NonNullable<How['algorithm']>,
): Compared<{ graph: Graph }, RateComparison>[] {
  return graphs.map((graph) => {
    const [answer] = graph.answers
    const many = answer?.series.length === 1 ? undefined : `gave ${answer?.series.length ?? 0} series, not one`
    const read = { snapshot: graph.snapshot, own: Object.keys(graph.counters?.replicas ?? {}), error: answer?.error ?? many }
    const compare = (names: string[]) => compareGraph(graph, counter!, names, { algorithm, intervalMs: analysis.intervalMs })
    return { graph, ...attempt(() => compareWith(read, analysis, compare)) }
  })
}

function attempt<T>(compare: () => T | Incomparable): T | Incomparable {
  try {
    return compare()
  } catch (error) {
    return { error: reason(error) }
  }
}

/** What was read of Query at one moment, and who could be asked what they had themselves. */
interface Read {
  snapshot: Snapshot
  /** The replicas that said what they have. */
  own: string[]
  /** What Query said in place of an answer. */
  error: string | undefined
}

/** Compares with the replicas that Query had; or the reason why nothing can be compared. */
function compareWith<T extends { differing: number }>(
  { snapshot, own, error }: Read,
  { victims }: Analysis,
  compare: (names: string[]) => T,
): T | Incomparable {
  const seen = replicasSeen(snapshot)
  const silent = seen.filter((name) => !own.includes(name))
  if (error !== undefined) return { error: `Query: ${error}` }
  if (seen.length === 0) return { error: 'Query did not say which replicas it has' }
  if (silent.length > 0) return { error: `${silent.join(', ')} gave no samples of its own` }
  const compared = compare(seen)
  if (compared.differing === 0 || snapshot.phase !== 'during') return compared
  // While a replica goes or comes, the answer may be with it, and what Query said beside it without; or the other way round.
  const others = [own, seen.filter((name) => !victims.has(name))].filter((names) => names.length > 0 && names.length !== seen.length)
  return others.map(compare).find(({ differing }) => differing === 0) ?? compared
}

/** The replicas that Query had, by their pods: those that it returned samples of; where it did not say, those that answered. */
export function replicasHad({ snapshot, replicas }: SeriesView): string[] {
  const seen = replicasSeen(snapshot)
  return seen.length > 0 ? seen : Object.keys(replicas)
}

function compareSamples(view: SeriesView, names: string[], intervalMs: number, how: How): Comparison {
  const window = comparedWindow(view, intervalMs)
  const model = shown(between(merge(replicasOf(view, names, intervalMs), how), window))
  const query = view.samples.filter(([time]) => time * 1000 > window.from && time * 1000 <= window.to)
  return { replicas: names, ...differences(query, model) }
}

/**
 * The part of a view that is compared, milliseconds. A scrape has the time at which it begins, and may take an interval until its samples are
 * there: what is younger may be in one answer and not yet in the other. The model goes by what was before, so cutting the end changes nothing
 * else. At the left edge nothing is cut: it is the same for Query and the replicas, to the millisecond, and both leave it out.
 */
export function comparedWindow({ from, to }: { from: number; to: number }, intervalMs: number): Window {
  return { from: toMs(from), to: toMs(to) - intervalMs }
}

/**
 * The replicas' own samples of a view, with the stale markers that a range vector leaves out; `intervalMs` for a replica whose scrapes are too
 * few to tell its own. Throws `samples` for what is none.
 */
export function replicasOf(view: Pick<SeriesView, 'replicas' | 'ups' | 'chunks'>, names: string[], intervalMs: number): Replica[] {
  return names.map((name) => {
    const own = withChunks(readSamples(name, view.replicas[name] ?? []), view.chunks[name])
    const up = view.ups[name]
    return up === undefined ? own : withMarkers(own, readSamples(name, up), intervalMs)
  })
}

function withChunks(replica: Replica, chunks: readonly number[] | undefined): Replica {
  return chunks === undefined ? replica : { ...replica, chunks: chunks.map(toMs) }
}

/** Two lists of samples compared, by time and value. */
export function differences(query: Sample[], model: Sample[]): Pick<Comparison, 'compared' | 'differing' | 'first'> {
  const [answered, made] = [byTime(query), byTime(model)]
  const times = [...new Set([...answered.keys(), ...made.keys()])].sort((a, b) => a - b)
  const differing = times.filter((time) => !isSame(answered.get(time), made.get(time)))
  return { compared: times.length, differing: differing.length, ...(differing[0] === undefined ? {} : { first: differing[0] / 1000 }) }
}

function byTime(samples: Sample[]): Map<number, string> {
  return new Map(samples.map(([time, value]) => [toMs(time), value]))
}

/** As numbers: `1e+06` and `1000000` are the same; NaN is NaN. */
function isSame(one: string | undefined, other: string | undefined): boolean {
  return one !== undefined && other !== undefined && (one === other || Object.is(Number(one), Number(other)))
}

interface RateOptions {
  algorithm: NonNullable<How['algorithm']>
  intervalMs: number
}

function compareGraph(
  graph: Graph,
  { call, rangeMs }: CounterCall,
  names: string[],
  { algorithm, intervalMs }: RateOptions,
): RateComparison {
  const own = graph.counters?.replicas ?? {}
  const model = merge(
    names.map((name) => counterOf(name, own[name])),
    { mode: 'counter', algorithm },
  )
  const values = graph.answers[0]?.series[0]?.values ?? []
  const query = new Map(values.map(([time, value]) => [toMs(time), Number(value)]))
  const of = call === 'rate' ? rate : increase
  const steps = stepsOf(graph, intervalMs)
  const wrong = steps.flatMap((at) => {
    const [answered, made] = [query.get(at), of(model, at, rangeMs)]
    return isSameRate(answered, made) ? [] : [{ at: at / 1000, query: answered, model: made }]
  })
  return { replicas: names, compared: steps.length, differing: wrong.length, ...(wrong[0] === undefined ? {} : { first: wrong[0] }) }
}

function counterOf(name: string, own: OwnSamples | undefined): Replica {
  return withChunks(readSamples(name, own?.samples ?? []), own?.chunks)
}

/** Milliseconds; the last interval is left out, as what is younger may be in one answer and not yet in the other. */
function stepsOf({ window }: Graph, intervalMs: number): number[] {
  const [first, last, step] = [toMs(window.from), toMs(window.to) - intervalMs, toMs(window.stepSeconds)]
  const count = step > 0 && last >= first ? Math.floor((last - first) / step) + 1 : 0
  return Array.from({ length: count }, (_, index) => first + index * step)
}

/** Two rates at one step; undefined is no value. */
export function isSameRate(one: number | undefined, other: number | undefined): boolean {
  if (one === undefined || other === undefined) return one === other
  return Math.abs(one - other) <= SAME_RATE * Math.max(1, Math.abs(other))
}
