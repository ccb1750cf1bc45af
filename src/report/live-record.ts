import type { LiveSeries, LiveState } from '../model/live.ts'
import { toMs } from '../lib/time.ts'
import { FORMAT } from '../model/lab-defaults.ts'
import { isSeriesSpec } from '../model/reading.ts'
import type { FaultEntry, QueryResult, RunRecord, Snapshot, Source } from '../model/run.ts'
import type { Scenario, SeriesSpec } from '../model/scenario.ts'
import { replicaNames, replicaNumber } from '../model/workloads.ts'
import type { LookAtLab } from './situation.ts'
import type { PicturePanel } from './timeline/picture.ts'
import { reportInEnglish } from './words/en.ts'

/* A lab that is watched, as a record of a run that has not ended: so it is analysed, drawn and explained like any other. */

/** What is known so far; its one snapshot is of the last look. */
export function liveRecord(state: LiveState): RunRecord {
  const { at, lab, settings, from, run } = state
  const scenario = run?.scenario ?? idleScenario(state)
  const faults = (run?.faults ?? lab.faults.map(openFault)).map((entry) => ended(entry, state))
  return {
    schemaVersion: 1,
    format: FORMAT,
    id: run?.id ?? lab.name,
    lab: lab.name,
    runtime: lab.runtime ?? 'native',
    settings,
    versions: run?.versions ?? {},
    scenario,
    startedAt: run?.startedAt ?? iso(from),
    endedAt: iso(at),
    faults,
    snapshots: [snapshotOf(state, scenario, faults.length > 0 && !isRecovered(faults, state) ? 'during' : 'after')],
    probes: Object.fromEntries(
      Object.entries(state.probes).map(([name, results]) => [
        name,
        results.map(({ at: asked, ...result }) => ({ at: iso(asked), ...result })),
      ]),
    ),
  }
}

/** A picture of such a record: while there is one look, its answers are those of now. One answer of the Service has no share. `words`: left out, English. */
export function pictureOfNow(picture: PicturePanel, { timeline } = reportInEnglish): PicturePanel {
  const rows = picture.rows.map((row) => {
    const { remark: _remark, ...rest } = row
    return row.view === undefined ? row : { ...rest, label: timeline.rowNow(row.view.series) }
  })
  return { ...picture, rows }
}

/** What that look shows of the lab's parts. */
export function lookOf({ replicas, stores }: LiveState['lab']): LookAtLab {
  return {
    ready: replicas.flatMap(({ name, ready }) => (ready ? [name] : [])),
    stores: stores.flatMap(({ replica, healthy }) => (healthy && replica !== undefined ? [replica] : [])),
  }
}

const iso = (ms: number) => new Date(ms).toISOString()

/** A scrape takes its time until its sample is there, milliseconds. */
const EDGE_MS = 250

/** What is looked at while no scenario runs: each series that is read through Query, and through the Service. */
function idleScenario({ lab, series }: LiveState): Scenario {
  const merged = series.filter(({ source }) => source === 'query')
  const naive = series.filter(({ source }) => source === 'service')
  return {
    name: 'live',
    title: `The lab ${lab.name}, live`,
    teaches: '',
    needs: [],
    outcome: 'pass',
    observe: Object.fromEntries([
      ...named(merged, 'merged').map(([name, { selector }]) => [name, { samples: selector }]),
      ...named(naive, 'naive').map(([name, { selector }]) => [name, { samples: selector, via: 'service' }]),
    ]),
    steps: [],
    expect: [],
  }
}

const named = (some: LiveSeries[], name: string) => some.map((one, place) => [place === 0 ? name : `${name}-${place + 1}`, one] as const)

function openFault({ id, fault, target, since }: LiveState['lab']['faults'][number]): FaultEntry {
  const pod = target.split(/\/| → /).find((name) => replicaNumber(name) !== undefined)
  const evidence = { verified: false, detail: 'not checked by this page' }
  return { id, fault, target, injectedAt: since, healedAt: null, evidence, ...(pod === undefined ? {} : { replica: pod }) }
}

/**
 * A fault that ends by itself may be over for a while before the run heals it. One that the ledger has no longer is healed: the ledger is read later
 * than what the run says.
 */
function ended(entry: FaultEntry, { at, lab }: LiveState): FaultEntry {
  if (entry.healedAt !== null) return entry
  const open = lab.faults.find(({ id }) => id === entry.id)
  if (open === undefined) return { ...entry, healedAt: iso(at) }
  return open.until !== undefined && Date.parse(open.until) <= at ? { ...entry, healedAt: open.until } : entry
}

/** No fault is open, and every replica is back, in Query, too: what was predicted of that is measured by then, and no sooner. */
function isRecovered(faults: readonly FaultEntry[], { lab, settings }: LiveState): boolean {
  const { ready, stores } = lookOf(lab)
  const isBack = (name: string) => ready.includes(name) && stores.includes(name)
  return faults.every(({ healedAt }) => healedAt !== null) && replicaNames(settings.replicas).every(isBack)
}

function snapshotOf(state: LiveState, scenario: Scenario, phase: Snapshot['phase']): Snapshot {
  const { at, lab, series } = state
  const from = shownFrom(state)
  const replicas: Snapshot['replicas'] = {}
  for (const { source, selector, samples, labels } of series)
    if (replicaNumber(source) !== undefined && samples.length > 0)
      replicas[source] = { ...replicas[source], [selector]: { samples, ...(labels === undefined ? {} : { labels }) } }
  const healthy = lab.stores.flatMap(({ replica, healthy: isHealthy }) => (isHealthy && replica !== undefined ? [replica] : []))
  return {
    phase,
    at: iso(at),
    window: { from: from / 1000, to: Math.max(from + 1, at - EDGE_MS) / 1000 },
    stores: lab.stores,
    undeduplicated: Object.fromEntries(healthy.map((replica) => [replica, 1])),
    replicas,
    queries: Object.fromEntries(
      Object.entries(scenario.observe).flatMap(([name, spec]) => (isSeriesSpec(spec) ? [[name, answerOf(state, spec)] as const] : [])),
    ),
  }
}

/**
 * Unix ms from which a sample was due. A lab that nobody breaks is looked back at, and may be younger than that: before the first sample of all there is, no gap
 * can be told from a lab that was not there. With a run or an open fault, an outage may be why there is none. The edge is a millisecond before that sample:
 * what lies on a left edge is left out.
 */
function shownFrom({ from, run, lab, series }: LiveState): number {
  if (run !== null || lab.faults.length > 0) return from
  const first = series.reduce((least, { samples }) => Math.min(least, samples[0]?.[0] ?? Infinity), Infinity)
  return Number.isFinite(first) ? Math.max(from, toMs(first) - 1) : from
}

function answerOf({ series, run }: LiveState, { samples: selector, via, replica }: SeriesSpec): QueryResult {
  const source = sourceOf(via, replica, run)
  const where = source.via === 'replica' ? source.replica : source.via
  const read = series.find((one) => one.source === where && one.selector === selector)
  const errors = Object.fromEntries(
    series.flatMap((one) => (one.selector === selector && one.error !== undefined ? [[one.source, one.error] as const] : [])),
  )
  if (source.via === 'replica' || read === undefined) return { source, answers: [], errors }
  const answer = { source: source.via, series: [{ labels: {}, values: read.samples }] }
  const readTo = read.readTo === undefined ? {} : { readTo: read.readTo / 1000 }
  return { source, answers: [answer], ...readTo, ...(source.via === 'service' ? { order: [0] } : {}), errors }
}

/** The role that a scenario names, as far as it means somebody by now. */
function sourceOf(via: SeriesSpec['via'], choice: string | undefined, run: LiveState['run']): Source {
  if (choice === undefined) return { via: via ?? 'query' }
  const pod = choice === 'victim' ? run?.victim : choice === 'preferred' ? (run?.preferred ?? undefined) : choice
  return { via: 'replica', ...(pod === undefined || replicaNumber(pod) === undefined ? {} : { replica: pod }) }
}
