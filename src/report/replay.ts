import { merge } from '../dedup/merge.ts'
import { shown } from '../dedup/samples.ts'
import { isoSeconds } from '../lib/time.ts'
import { hasSamples, isSeriesSpec } from '../model/reading.ts'
import type { OwnSamples, ProbeResult, QueryResult, RunRecord, Sample, Snapshot } from '../model/run.ts'
import type { Scenario } from '../model/scenario.ts'
import { seriesView } from '../verdict/analysis.ts'
import { probesUntil } from './probe-times.ts'
import { replicasOf } from '../verdict/model-comparison.ts'
import { replicasHit } from '../verdict/spans.ts'
import { statedAlgorithm } from '../verdict/stated-algorithm.ts'

/*
 * A saved run as it stood at a moment of it. The replicas' samples and the probes' results have their times. What Query would have answered
 * then was not asked: the model of its deduplication says it, from the samples of the replicas that Query had at that moment.
 */

/** The run up to a moment (Unix seconds), as a record whose one snapshot is of that moment. */
export function recordAt(run: RunRecord, at: number): RunRecord {
  const faults = run.faults
    .filter(({ injectedAt }) => isoSeconds(injectedAt) <= at)
    .map((fault) => ({ ...fault, healedAt: upTo(fault.healedAt, at) }))
  const probes = probesUntil(run.probes, at)
  const snapshot = snapshotAt({ ...run, faults, probes }, at, faults.some(({ healedAt }) => healedAt === null) ? 'during' : 'after')
  return {
    ...run,
    scenario: withoutService(run.scenario),
    faults,
    probes,
    snapshots: snapshot === undefined ? [] : [snapshot],
    endedAt: new Date(at * 1000).toISOString(),
  }
}

/** The first and the last moment that a run has samples of, Unix seconds; undefined for one without a snapshot. */
export function replaySpan({ snapshots }: RunRecord): { from: number; to: number } | undefined {
  const first = snapshots[0]
  if (first === undefined) return undefined
  return { from: first.window.from, to: Math.max(...snapshots.map(({ window }) => window.to)) }
}

/** The replicas that Query had a healthy store of, by the last look at its stores; undefined before the first. */
export function storesAt(probes: Record<string, ProbeResult[]>): string[] | undefined {
  return probes['stores']?.findLast(({ replicas }) => replicas !== undefined)?.replicas
}

const upTo = (time: string | null, at: number): string | null => (time !== null && isoSeconds(time) <= at ? time : null)

function snapshotAt(run: RunRecord, at: number, phase: Snapshot['phase']): Snapshot | undefined {
  const span = replaySpan(run)
  if (span === undefined) return undefined
  const window = { from: span.from, to: Math.max(at, span.from) }
  const replicas = ownAt(run, at)
  // Query is told of a store's end up to a second late; what is killed answers nothing from then on.
  const killed = new Set(
    run.faults.filter(({ fault, healedAt }) => fault === 'kill' && healedAt === null).flatMap((fault) => replicasHit(fault, run)),
  )
  const names = (storesAt(run.probes) ?? Object.keys(replicas)).filter((name) => !killed.has(name))
  const snapshot: Snapshot = {
    phase,
    at: new Date(at * 1000).toISOString(),
    window,
    stores: names.map((name) => ({ name, replica: name, healthy: true, lastError: null })),
    undeduplicated: Object.fromEntries(names.map((name) => [name, 1])),
    replicas,
    queries: {},
  }
  return { ...snapshot, queries: queriesAt(run, snapshot, names) }
}

/** What each replica had by then, from what was read of it last. */
function ownAt(run: RunRecord, at: number): Snapshot['replicas'] {
  const known: Snapshot['replicas'] = {}
  for (const { replicas } of run.snapshots)
    for (const [pod, selectors] of Object.entries(replicas))
      for (const [selector, own] of Object.entries(selectors)) if (hasSamples(own)) known[pod] = { ...known[pod], [selector]: cut(own, at) }
  return known
}

function cut(own: OwnSamples, at: number): OwnSamples {
  const before = (samples: Sample[]) => samples.filter(([time]) => time <= at)
  return {
    ...own,
    samples: before(own.samples),
    ...(own.up === undefined ? {} : { up: before(own.up) }),
    ...(own.chunks === undefined ? {} : { chunks: own.chunks.filter((begin) => begin <= at) }),
  }
}

/** Of the plain Service it is not known whom it would have asked: a row without an answer would look like a gap. */
function withoutService(scenario: Scenario): Scenario {
  const kept = Object.entries(scenario.observe).filter(([, spec]) => spec.via !== 'service')
  return { ...scenario, observe: Object.fromEntries(kept) }
}

function queriesAt(run: RunRecord, snapshot: Snapshot, names: readonly string[]): Snapshot['queries'] {
  const queries = Object.entries(run.scenario.observe).flatMap(([name, spec]): [string, QueryResult][] => {
    if (!isSeriesSpec(spec) || spec.via === 'service') return []
    const pod = run.snapshots.findLast(({ queries: read }) => read[name]?.source.replica !== undefined)?.queries[name]?.source.replica
    if (spec.replica !== undefined)
      return [[name, { source: { via: 'replica', ...(pod === undefined ? {} : { replica: pod }) }, answers: [], errors: {} }]]
    return [[name, modelAnswer(run, snapshot, { name, selector: spec.samples, names })]]
  })
  return Object.fromEntries(queries)
}

function modelAnswer(
  run: RunRecord,
  snapshot: Snapshot,
  { name, selector, names }: { name: string; selector: string; names: readonly string[] },
): QueryResult {
  const { scrapeIntervalMs: intervalMs } = run.settings
  const view = seriesView(snapshot, { name, selector, via: 'query' }, intervalMs)
  const there = names.filter((pod) => view.replicas[pod] !== undefined)
  const algorithm = statedAlgorithm(run.scenario.expect, name, snapshot.phase) ?? 'penalty'
  const values = shown(merge(replicasOf(view, there, intervalMs), { algorithm })).filter(([time]) => time <= snapshot.window.to)
  return { source: { via: 'query' }, answers: [{ source: 'query', series: [{ labels: view.labels ?? {}, values }] }], errors: {} }
}
