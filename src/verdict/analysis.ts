import { toMs } from '../lib/time.ts'
import type {
  SourceAnswer,
  CounterCall,
  Gap,
  GraphWindow,
  OwnSamples,
  Phase,
  QueryResult,
  RunRecord,
  Sample,
  Snapshot,
  Source,
  Via,
} from '../model/run.ts'
import type { QuerySpec, SeriesSpec } from '../model/scenario.ts'
import { findGaps, longestGap } from './gaps.ts'
import { type Span, faultSpans, victimsOf } from './spans.ts'
import { isSeriesSpec, replicasWith } from '../model/reading.ts'

/**
 * A run, prepared for whoever judges, explains or draws it: an observed series is a view on the snapshots, which hold everything once.
 * Verdict, explain and report all work on this.
 */
export interface Analysis {
  run: RunRecord
  intervalMs: number
  /** The observed series (`samples`), by name, in the order of the scenario. */
  series: Record<string, ObservedSeries>
  /** The observed queries (`query`), by name. */
  queries: Record<string, ObservedQuery>
  /** The faults in the order of their injection, with the time that each lasted. */
  spans: Span[]
  /** The replicas that the run's faults hit. */
  victims: ReadonlySet<string>
}

/** An observed series: what was read of it at each snapshot. */
export interface ObservedSeries {
  name: string
  selector: string
  via: Via
  /** `via: replica`: the pod, as last resolved; undefined where the role was never resolved. */
  replica: string | undefined
  /** Before the first fault. */
  before?: SeriesView
  /** During the outage and after recovery, in order. */
  views: SeriesView[]
}

/** What was read of one observed series at one snapshot. Edges in Unix seconds; the left one is open, as in PromQL. */
export interface SeriesView {
  phase: Phase
  from: number
  to: number
  /** What its source answered; of the Service's answers, the one with the longest gap. */
  samples: Sample[]
  gaps: Gap[]
  /** `via: service`: every answer, in the order asked; none for a request without an answer. */
  answers?: Sample[][]
  /** Each replica's own samples of the selector, from its Prometheus. A replica that did not answer is left out. */
  replicas: Record<string, Sample[]>
  labels?: Record<string, string>
  ups: Record<string, Sample[]>
  chunks: Record<string, number[]>
  /** Source (query, service, or a pod) → what it said in place of one series. */
  errors: Record<string, string>
  snapshot: Snapshot
}

/** An observed query: the graph of it at each snapshot. */
export interface ObservedQuery {
  name: string
  expression: string
  source: Source
  /** Where its answer is compared with the model. */
  counter?: CounterCall
  /** Before the first fault (once), during the outage, after recovery. */
  graphs: Graph[]
}

/** The graph of an observed query at one snapshot. */
export interface Graph {
  phase: Phase
  window: GraphWindow
  /** What its source answered: one, or of the Service all, in the order asked. */
  answers: GraphAnswer[]
  /** Each replica's own. */
  replicas: GraphAnswer[]
  /** The graph before the first fault. */
  before?: Graph
  /** The counter's own samples, by replica, and from where on, Unix seconds; of a query with `counter`. */
  counters?: { from: number; replicas: Record<string, OwnSamples> }
  snapshot: Snapshot
}

/** What one source answered to a query: series, or an error. */
export type GraphAnswer = Pick<SourceAnswer, 'source' | 'series'> & { error?: string }

/** Prepares a run. Never throws for what it says. */
export function analyseRun(run: RunRecord): Analysis {
  const { scrapeIntervalMs: intervalMs } = run.settings
  const observed = Object.entries(run.scenario.observe)
  const series = observed.flatMap(([name, spec]) => (isSeriesSpec(spec) ? [seriesOf(name, spec, run)] : []))
  const queries = observed.flatMap(([name, spec]) => (isSeriesSpec(spec) ? [] : [queryOf(name, spec, run)]))
  return {
    run,
    intervalMs,
    series: Object.fromEntries(series.map((one) => [one.name, one])),
    queries: Object.fromEntries(queries.map((one) => [one.name, one])),
    spans: faultSpans(run),
    victims: victimsOf(run),
  }
}

/** The last view of that phase; what was read later shows more. */
export function lastView(series: ObservedSeries, phase: Phase): SeriesView | undefined {
  return series.views.findLast((view) => view.phase === phase)
}

/** The answer of a view, and where there were more (`via: service`), all of them. */
export function allAnswers(view: SeriesView): Sample[][] {
  return [view.samples, ...(view.answers ?? [])]
}

/** The replicas that Query returned samples of at a snapshot when it was told not to merge. */
export function replicasSeen({ undeduplicated }: Snapshot): string[] {
  // What is no Thanos puts no replica label on its series.
  return Object.entries(undeduplicated).flatMap(([name, samples]) => (samples > 0 && name !== '' ? [name] : []))
}

/** Where a source stands in the record: a pod, `query` or `service`; undefined where the role was never resolved. */
export function sourceName({ via, replica }: Pick<Source, 'via'> & { replica?: string | undefined }): string | undefined {
  return via === 'replica' ? replica : via
}

function seriesOf(name: string, spec: SeriesSpec, run: RunRecord): ObservedSeries {
  const via: Via = spec.via === 'service' ? 'service' : spec.replica === undefined ? 'query' : 'replica'
  const replica = resolved(name, spec.replica, run)
  const { scrapeIntervalMs } = run.settings
  // Before the first fault nobody is the victim yet: whom the role means is known later.
  const view = (snapshot: Snapshot, pod: string | undefined) =>
    seriesView(snapshot, { name, selector: spec.samples, via, pod }, scrapeIntervalMs)
  const before = run.snapshots.find(({ phase }) => phase === 'before')
  const later = run.snapshots.filter(({ phase }) => phase !== 'before')
  return {
    name,
    selector: spec.samples,
    via,
    replica,
    ...(before === undefined ? {} : { before: view(before, replica) }),
    views: later.map((snapshot) => view(snapshot, snapshot.queries[name]?.source.replica)),
  }
}

/** The pod that a choice meant at last; of a run that was stopped before it was read, the victim is who the last fault hit. */
function resolved(name: string, choice: string | undefined, { snapshots, faults }: RunRecord): string | undefined {
  const pods = snapshots.map(({ queries }) => queries[name]?.source.replica)
  const hit = choice === 'victim' ? faults.map(({ replica }) => replica) : []
  return [...hit, ...pods].findLast((pod) => pod !== undefined)
}

/** One observed series, as it is read at a snapshot. */
export interface Observed {
  name: string
  selector: string
  via: Via
  /** `via: replica`: which. */
  pod?: string | undefined
}

/** The view of one series on one snapshot. */
export function seriesView(snapshot: Snapshot, { name, selector, via, pod }: Observed, intervalMs: number): SeriesView {
  const { phase, window } = snapshot
  const result = snapshot.queries[name]
  const to = Math.max(window.from, Math.min(window.to, result?.readTo ?? Infinity))
  const there = Object.entries(replicasWith(snapshot.replicas, selector))
  const failed = Object.entries(snapshot.replicas).flatMap(([replica, { [selector]: own }]) =>
    own !== undefined && 'error' in own ? [[replica, own.error] as const] : [],
  )
  const replicas = Object.fromEntries(there.map(([replica, { samples }]) => [replica, samples]))
  const answers = via === 'service' ? serviceAnswers(result) : undefined
  const samples =
    answers === undefined
      ? via === 'query'
        ? (result?.answers[0]?.series[0]?.values ?? [])
        : (replicas[pod ?? ''] ?? [])
      : worst(answers, window.from, to)
  const labels = there[0]?.[1].labels
  return {
    phase,
    from: window.from,
    to,
    samples,
    gaps: findGaps(samples, window.from, to, intervalMs),
    ...(answers === undefined ? {} : { answers }),
    replicas,
    ...(labels === undefined ? {} : { labels }),
    ups: Object.fromEntries(there.flatMap(([replica, { up }]) => (up === undefined ? [] : [[replica, up]]))),
    chunks: Object.fromEntries(there.flatMap(([replica, { chunks }]) => (chunks === undefined ? [] : [[replica, chunks]]))),
    errors: { ...Object.fromEntries(failed), ...result?.errors },
    snapshot,
  }
}

function serviceAnswers(result: QueryResult | undefined): Sample[][] {
  return (result?.order ?? []).map((place) => (place === null ? [] : (result?.answers[place]?.series[0]?.values ?? [])))
}

/** The answer with the longest gap: what the unluckiest user saw. */
function worst(answers: Sample[][], from: number, to: number): Sample[] {
  const length = (samples: Sample[]) => longestGap(samples, from, to).seconds
  return (
    answers.reduce<Sample[] | undefined>(
      (most, answer) => (most === undefined || length(answer) > length(most) ? answer : most),
      undefined,
    ) ?? []
  )
}

function queryOf(name: string, { query, via, replica, dedup }: QuerySpec, run: RunRecord): ObservedQuery {
  const pod = resolved(name, replica, run)
  const source: Source = {
    via: via ?? (replica === undefined ? 'query' : 'replica'),
    ...(pod === undefined ? {} : { replica: pod }),
    ...(dedup === undefined ? {} : { dedup }),
  }
  const results = run.snapshots.flatMap((snapshot) => {
    const result = snapshot.queries[name]
    return result?.window === undefined ? [] : [{ snapshot, result, window: result.window }]
  })
  const counter = results[0]?.result.counter
  const graphs = results.map(({ snapshot, result, window }) => graphOf(snapshot, result, window, sourceName(source)))
  const before = graphs.find(({ phase }) => phase === 'before')
  return {
    name,
    expression: query,
    source,
    ...(counter === undefined ? {} : { counter }),
    graphs: before === undefined ? graphs : graphs.map((graph) => ({ ...graph, before })),
  }
}

function graphOf(snapshot: Snapshot, result: QueryResult, window: GraphWindow, source: string | undefined): Graph {
  const answers: GraphAnswer[] = result.answers.map(({ source: from, series }) => ({ source: from, series }))
  const failed = Object.entries(result.errors).map(([from, error]): GraphAnswer => ({ source: from, series: [], error }))
  const inOrder = result.order?.map(
    (place): GraphAnswer =>
      (place === null ? undefined : answers[place]) ?? { source: 'service', series: [], error: result.errors['service'] ?? 'no answer' },
  )
  const all = [...answers, ...failed]
  const counters = countersOf(snapshot, result)
  return {
    phase: snapshot.phase,
    window,
    answers: inOrder ?? all.filter((one) => one.source === source),
    replicas: all.filter(isOwn).toSorted((one, other) => (one.source < other.source ? -1 : 1)),
    ...(counters === undefined ? {} : { counters }),
    snapshot,
  }
}

function isOwn({ source }: GraphAnswer): boolean {
  return source !== 'query' && source !== 'service'
}

function countersOf(snapshot: Snapshot, { counter, counterSamples }: QueryResult): Graph['counters'] {
  if (counter === undefined || counterSamples !== undefined) return counterSamples
  return { from: snapshot.window.from, replicas: replicasWith(snapshot.replicas, counter.selector) }
}

/** Whether two edges are the same to the millisecond. */
export function isSameEdge(one: number, other: number): boolean {
  return toMs(one) === toMs(other)
}
