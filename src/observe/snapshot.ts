import type { Window } from '../lib/time.ts'
import type {
  CounterCall,
  GraphWindow,
  OwnSamples,
  Phase,
  QueryResult,
  RecordedSeries,
  Snapshot,
  Source,
  SourceAnswer,
} from '../model/run.ts'
import { REPLICA_LABEL, replicaNames } from '../model/workloads.ts'
import type { Lab } from '../runtime/runtime.ts'
import { type Answer, graph, rawSamples } from './prometheus.ts'
import { patienceWith } from './readiness.ts'
import { chunkBegins } from './remote-read.ts'
import { rulesOf, storesOf } from './thanos-api.ts'
import { replicasWith } from '../model/reading.ts'

/** How often what is read through the plain Service is asked for in one snapshot. */
export const SERVICE_REQUESTS = 20

/** What of a lab is read. */
export type Readable = Pick<Lab, 'address' | 'settings' | 'pods'>

/** An observed series, with the replica that the scenario's role means now. */
export interface SeriesToRead {
  name: string
  selector: string
  source: Source
}

/** An observed query, likewise. */
export interface QueryToRead {
  name: string
  expression: string
  source: Source
  /** Of its graph, Unix ms. */
  window: Window
  /** The counter whose own samples are kept. */
  counter?: CounterCall
}

export interface SnapshotRequest {
  phase: Phase
  /** Of all raw samples, Unix ms. */
  window: Window
  series: readonly SeriesToRead[]
  queries: readonly QueryToRead[]
  /** The selector by which Query says which replicas it has: the first series that is read through it. */
  firstMerged: string | undefined
}

/**
 * Reads everything of one moment, all at once: what is read later, after a replica that does not answer, is not of the same moment. Each
 * replica is asked for each selector once. Never throws for what it reads.
 */
export async function takeSnapshot(lab: Readable, request: SnapshotRequest): Promise<Snapshot> {
  const { phase, window, series, queries, firstMerged } = request
  const at = new Date().toISOString()
  const patience = await patienceWith(lab)
  const reader: Reader = { lab, patience, window }
  const counters = queries.flatMap((query) => (query.counter !== undefined && !reachesBack(query, window) ? [query.counter.selector] : []))
  const selectors = [...new Set([...series.map(({ selector }) => selector), ...counters])]
  const [stores, rules, unmerged, replicas, samples, graphs] = await Promise.all([
    storesOf(lab.address('query')),
    rulesOf(lab.address('query')),
    firstMerged === undefined ? undefined : rawSamples(lab.address('query'), firstMerged, window, { dedup: false }),
    ownSamples(reader, selectors, window),
    Promise.all(series.map(async (one) => [one.name, await readSeries(reader, one)] as const)),
    Promise.all(queries.map(async (one) => [one.name, await readQuery(reader, one)] as const)),
  ])
  const errors = {
    ...('error' in stores ? { stores: stores.error } : {}),
    ...(unmerged !== undefined && 'error' in unmerged ? { undeduplicated: unmerged.error } : {}),
  }
  return {
    phase,
    at,
    window: toSeconds(window),
    stores: 'stores' in stores ? stores.stores : [],
    undeduplicated: unmerged === undefined || 'error' in unmerged ? {} : samplesByReplica(unmerged.series),
    // Few scenarios are about rules: one that is not is not inconclusive for want of them.
    ...('rules' in rules ? rules : {}),
    replicas,
    queries: Object.fromEntries([...samples, ...graphs]),
    ...(Object.keys(errors).length === 0 ? {} : { errors }),
  }
}

/**
 * What tells which replica Query prefers right now: the merged series and the replicas' own samples of them, and nothing else.
 * `timeoutMs`: how long Query may take.
 */
export async function takeMergedSnapshot(
  lab: Readable,
  window: Window,
  series: readonly SeriesToRead[],
  timeoutMs: number,
): Promise<Snapshot> {
  const at = new Date().toISOString()
  const reader: Reader = { lab, patience: await patienceWith(lab), window, timeoutMs }
  const [replicas, samples] = await Promise.all([
    ownSamples(reader, [...new Set(series.map(({ selector }) => selector))], window),
    Promise.all(series.map(async (one) => [one.name, await readSeries(reader, one)] as const)),
  ])
  return { phase: 'before', at, window: toSeconds(window), stores: [], undeduplicated: {}, replicas, queries: Object.fromEntries(samples) }
}

interface Reader {
  lab: Readable
  /** How long to wait for each replica, milliseconds. */
  patience: (replica: string) => number
  window: Window
  /** How long to wait for Query; left out, as long as a query usually may take. */
  timeoutMs?: number
}

function toSeconds({ from, to }: Window): { from: number; to: number } {
  return { from: from / 1000, to: to / 1000 }
}

function samplesByReplica(series: { labels: Record<string, string>; samples: unknown[] }[]): Record<string, number> {
  return Object.fromEntries(series.map(({ labels, samples }) => [labels[REPLICA_LABEL] ?? '', samples.length]))
}

/** Pod → selector → what that replica has of it; all replicas and selectors at once. */
async function ownSamples(reader: Reader, selectors: readonly string[], window: Window): Promise<Snapshot['replicas']> {
  const replicas = replicaNames(reader.lab.settings.replicas).map(async (replica) => {
    const own = selectors.map(async (selector) => [selector, await ownSamplesOf(reader, replica, selector, window)] as const)
    return [replica, Object.fromEntries(await Promise.all(own))] as const
  })
  return Object.fromEntries(await Promise.all(replicas))
}

async function ownSamplesOf(
  { lab, patience }: Reader,
  replica: string,
  selector: string,
  window: Window,
): Promise<OwnSamples | { error: string }> {
  const timeoutMs = patience(replica)
  const one = singleSeries(await rawSamples(lab.address(replica), selector, window, { timeoutMs }))
  if ('error' in one) return one
  // What the samples alone do not show, and what Query's merge depends on.
  const [up, begins] = await Promise.all([
    upOf(lab, one.labels, window, { replica, timeoutMs }),
    chunkBegins(lab.address(replica), one.labels, window, timeoutMs),
  ])
  return {
    samples: one.values,
    labels: one.labels,
    ...(up === undefined ? {} : { up }),
    ...(begins === undefined ? {} : { chunks: begins.map((ms) => ms / 1000) }),
  }
}

/** The one series that a selector must give; otherwise the reason why there is none. */
function singleSeries(reply: Answer): RecordedSeries | { error: string } {
  if ('error' in reply) return { error: reply.error }
  const [first] = reply.series
  if (first === undefined || reply.series.length !== 1) return { error: `gave ${reply.series.length} series, not one` }
  return { labels: first.labels, values: first.samples }
}

/** `up` of the target that a series was scraped from, from two intervals before the window on: it has a sample of every scrape, failed ones too. */
async function upOf(
  lab: Readable,
  labels: Record<string, string>,
  { from, to }: Window,
  { replica, timeoutMs }: { replica: string; timeoutMs: number },
): Promise<OwnSamples['up']> {
  const { __name__: name, job, instance } = labels
  if (name === 'up' || job === undefined || instance === undefined) return undefined
  const selector = `up{job=${JSON.stringify(job)},instance=${JSON.stringify(instance)}}`
  const earlier = { from: from - 2 * lab.settings.scrapeIntervalMs, to }
  const up = await rawSamples(lab.address(replica), selector, earlier, { timeoutMs })
  return 'series' in up && up.series.length === 1 ? up.series[0]?.samples : undefined
}

async function readSeries({ lab, window, timeoutMs }: Reader, { selector, source }: SeriesToRead): Promise<QueryResult> {
  if (source.via === 'replica') return { source, answers: [], errors: {} }
  const limit = timeoutMs === undefined ? {} : { timeoutMs }
  if (source.via === 'service')
    return throughService(source, async () => readOne(await rawSamples(lab.address('service'), selector, window, { timeoutMs: 10_000 })))
  const reply = readOne(await rawSamples(lab.address('query'), selector, window, { dedup: true, ...limit }))
  return 'error' in reply
    ? { source, answers: [], errors: { query: reply.error } }
    : { source, answers: [{ source: 'query', ...reply }], errors: {} }
}

/** The graph of a query where it is read, and each replica's own, for comparison. The step is one scrape interval, from the left edge on. */
async function readQuery(reader: Reader, { expression, source, window, counter }: QueryToRead): Promise<QueryResult> {
  const { lab } = reader
  const stepMs = lab.settings.scrapeIntervalMs
  const ask = async (name: string, how: { dedup?: boolean } = {}) => {
    const timeoutMs = name === 'query' ? 30_000 : 10_000
    return readReply(await graph(lab.address(name), expression, { ...window, stepMs }, { ...how, timeoutMs }))
  }
  const through =
    source.via === 'service'
      ? throughService(source, () => ask('service'))
      : each(source, source.via === 'query' ? ['query'] : [], () => ask('query', { dedup: source.dedup ?? true }))
  const [result, own, counterSamples] = await Promise.all([
    through,
    each(source, replicaNames(lab.settings.replicas), ask),
    counter === undefined || !reachesBack({ counter, window }, reader.window) ? undefined : counterSamplesOf(reader, counter, window),
  ])
  const graphWindow: GraphWindow = { ...toSeconds(window), stepSeconds: stepMs / 1000 }
  return {
    ...result,
    answers: [...result.answers, ...own.answers],
    errors: { ...result.errors, ...own.errors },
    window: graphWindow,
    ...(counter === undefined ? {} : { counter }),
    ...(counterSamples === undefined ? {} : { counterSamples }),
  }
}

/** Whether a counter's range reaches back beyond the window of the snapshot. */
function reachesBack({ counter, window }: Pick<QueryToRead, 'counter' | 'window'>, { from }: Window): boolean {
  return counter !== undefined && window.from - counter.rangeMs !== from
}

async function counterSamplesOf(
  reader: Reader,
  { selector, rangeMs }: CounterCall,
  { from, to }: Window,
): Promise<QueryResult['counterSamples']> {
  const window = { from: from - rangeMs, to }
  const replicas = await ownSamples(reader, [selector], window)
  return { from: window.from / 1000, replicas: replicasWith(replicas, selector) }
}

type Read = Omit<SourceAnswer, 'source'> | { error: string }

/** Of a selector that must give exactly one series. */
function readOne(reply: Answer): Read {
  const one = singleSeries(reply)
  return 'error' in one ? one : readReply(reply)
}

function readReply(reply: Answer): Read {
  if ('error' in reply) return { error: reply.error }
  const series = reply.series.map(({ labels, samples }) => ({ labels, values: samples }))
  return { series, ...(reply.warnings.length === 0 ? {} : { warnings: reply.warnings }) }
}

/** All of these sources at once. */
async function each(source: Source, names: readonly string[], ask: (name: string) => Promise<Read>): Promise<QueryResult> {
  const read = await Promise.all(names.map(async (name) => [name, await ask(name)] as const))
  return {
    source,
    answers: read.flatMap(([name, one]) => ('error' in one ? [] : [{ source: name, ...one }])),
    errors: Object.fromEntries(read.flatMap(([name, one]) => ('error' in one ? [[name, one.error]] : []))),
  }
}

/** One after the other: side by side they would not be independent draws of a busy Service. Equal answers are kept once. */
async function throughService(source: Source, ask: () => Promise<Read>): Promise<QueryResult> {
  const known = new Map<string, number>()
  const answers: SourceAnswer[] = []
  const order: (number | null)[] = []
  const errors: Record<string, string> = {}
  for (let asked = 0; asked < SERVICE_REQUESTS; asked += 1) {
    const one = await ask()
    if ('error' in one) {
      errors['service'] = one.error
      order.push(null)
      continue
    }
    const text = JSON.stringify(one)
    const place = known.get(text) ?? answers.push({ source: 'service', ...one }) - 1
    known.set(text, place)
    order.push(place)
  }
  return { source, answers, order, errors }
}
