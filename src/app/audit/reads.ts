import { LabError } from '../../lib/errors.ts'
import type { Window } from '../../lib/time.ts'
import type { Sample } from '../../model/run.ts'
import type { Access } from '../../observe/access.ts'
import { metricNames } from '../../observe/metric-names.ts'
import { type Answer, graph, type NoSeries, type QueryOptions, rawSamples, type Series } from '../../observe/prometheus.ts'
import { queryError } from '../../observe/query-error.ts'
import type { Budget } from './budget.ts'
import { bucketsOf, type Counted, type CountSeries, type StepGrid, type ScrapeTarget, without } from './counts.ts'
import type { NameReplica } from './replica-names.ts'
import { matchersText } from './selectors.ts'
import { labelsKey } from '../../model/labels.ts'

/* The requests of an audit, each within its budget. */

/** Where is read, and how. */
export interface AuditSource {
  access: Access
  /** Given on the command line; undefined: Query's own. */
  given: string[] | undefined
  budget: Budget
  /** What Query warned of, each once: with one, an answer may be partial. */
  warnings: Set<string>
}

interface Reading {
  /** For an error. */
  what: string
  dedup: boolean
  /** Expected in the answer. */
  samples: number
}

/** The series of an answer, within the budget. Throws Stop, or the error of a query that brought none. */
async function reading(
  source: AuditSource,
  { what, dedup, samples }: Reading,
  read: (how: QueryOptions) => Promise<Answer>,
): Promise<Series[]> {
  const { budget, warnings, given } = source
  budget.claim(1, samples)
  const timeoutMs = Math.max(1, Math.ceil(budget.limits.timeoutMs - budget.elapsedMs))
  const answer = await read({ dedup, timeoutMs, mostBytes: MOST_BYTES, ...(given === undefined ? {} : { replicaLabels: given }) })
  // What a limit or Ctrl-C ended is no error.
  budget.check()
  if ('error' in answer) {
    if (answer.noAnswer?.code === 'TOO_LONG') budget.stop(`an answer was longer than ${MOST_BYTES / 1e6} MB`)
    throw await readError(source, what, answer)
  }
  for (const warning of answer.warnings) warnings.add(warning)
  return answer.series
}

/** A longer answer is not read, so that the memory is bounded, whatever labels its series have. */
const MOST_BYTES = 250e6

async function readError({ access: { address } }: AuditSource, what: string, answer: NoSeries): Promise<LabError> {
  const error = await queryError(address, what, answer)
  const isQuerys = error.code === 'usage' || answer.noAnswer === undefined
  return isQuerys ? new LabError(error.code, error.message, { hint: NARROWER, cause: error }) : error
}

const NARROWER = `name fewer series, such as --match '{job="node"}', or type a shorter --since`

/**
 * How many series a selector has, replicas apart: the most of the end and the middle of a window. Two instant queries: for a graph of a few
 * moments Query would read all samples between them.
 */
export async function seriesCount(source: AuditSource, selector: string, { from, to }: Window): Promise<number> {
  const query = `count(${selector})`
  const counts: number[] = []
  for (const at of [to, Math.round((from + to) / 2)]) counts.push(...(await valuesAt(source, query, at, 1)).map(({ value }) => value))
  return Math.max(0, ...counts)
}

/** The values of an instant query, replicas apart; `most` of them are expected. */
export async function valuesAt(
  source: AuditSource,
  query: string,
  at: number,
  most: number,
): Promise<{ labels: Record<string, string>; value: number }[]> {
  const found = await reading(source, { what: query, dedup: false, samples: most }, (how) =>
    graph(source.access.address, query, { from: at, to: at, stepMs: 1000 }, how),
  )
  return found.flatMap(({ labels, samples }) => samples.slice(-1).map(([, value]) => ({ labels, value: Number(value) })))
}

/** The counts of each step. `sums`: the values are 0 and 1, so that their sum counts scrapes that succeeded. */
export async function readCounts(source: AuditSource, selector: string, grid: StepGrid, series: number, sums: boolean): Promise<Counted> {
  const range = `[${grid.stepMs}ms]`
  const window = { from: grid.start + grid.stepMs, to: grid.start + grid.buckets * grid.stepMs, stepMs: grid.stepMs }
  // An answer is let go before the next one is read.
  const read = async (call: string, dedup: boolean): Promise<CountSeries[]> => {
    const what = `${call}(${selector}${range})`
    const samples = series * grid.buckets
    const found = await reading(source, { what, dedup, samples }, (how) => graph(source.access.address, what, window, how))
    return found.map((one) => ({ labels: one.labels, counts: bucketsOf(one, grid) }))
  }
  const made = await read('count_over_time', false)
  const succeeded = sums ? await read('sum_over_time', false) : undefined
  return { made, succeeded, merged: await read('count_over_time', true) }
}

/** How the series of an answer are told apart. */
export interface Telling {
  replicaLabels: readonly string[]
  nameOf: NameReplica
  /** The shortest of the target's, to know how many samples to expect. */
  intervalMs: number
}

/** The raw samples of a target's series, by the replicas' names. */
export async function readRaw(
  source: AuditSource,
  selector: string,
  { labels }: ScrapeTarget,
  window: Window,
  { replicaLabels, nameOf, intervalMs }: Telling,
): Promise<Map<string, Sample[]>> {
  const expected = Math.ceil((2 * (window.to - window.from)) / intervalMs)
  const all = await reading(source, { what: selector, dedup: false, samples: expected }, (how) =>
    rawSamples(source.access.address, selector, window, how),
  )
  const own = all.filter((one) => labelsKey(without(one.labels, replicaLabels)) === labelsKey(labels))
  return new Map(own.map((one) => [nameOf(one.labels), one.samples]))
}

/** What Query's own answer has of a target's series. */
export async function readMerged(
  source: AuditSource,
  selector: string,
  { labels }: ScrapeTarget,
  window: Window,
  { replicaLabels, intervalMs }: Omit<Telling, 'nameOf'>,
): Promise<Sample[]> {
  const expected = Math.ceil((window.to - window.from) / intervalMs)
  const all = await reading(source, { what: selector, dedup: true, samples: expected }, (how) =>
    rawSamples(source.access.address, selector, window, how),
  )
  return all.find((one) => labelsKey(without(one.labels, replicaLabels)) === labelsKey(labels))?.samples ?? []
}

/** `up` of a series' own target, by the replicas' names; undefined where there is none. */
export async function readUps(
  source: AuditSource,
  { labels }: ScrapeTarget,
  window: Window,
  { replicaLabels, nameOf, intervalMs }: Telling,
): Promise<Map<string, Sample[]> | undefined> {
  const { job, instance } = labels
  if (job === undefined || instance === undefined) return undefined
  const expected = Math.ceil((2 * (window.to - window.from)) / intervalMs)
  const what = `up{${matchersText({ job, instance })}}`
  const all = await reading(source, { what, dedup: false, samples: expected }, (how) =>
    rawSamples(source.access.address, what, window, how),
  )
  // A target's series have all of its labels, and more: that of another cluster does not count.
  const own = all.filter((one) => Object.entries(without(one.labels, replicaLabels)).every(([name, value]) => labels[name] === value))
  return own.length === 0 ? undefined : new Map(own.map((one) => [nameOf(one.labels), one.samples]))
}

/** Every scrape writes these itself, also a failed one. Source: Prometheus v3.16.0, scrape/scrape.go (report). */
const OF_THE_SCRAPE = /^(up|scrape_.*|ALERTS.*)$/
const TRIED = 30

/** A metric of a target that has one series there: what its scrapes bring. undefined where there is none. */
export async function metricOf(source: AuditSource, matchers: string, window: Window): Promise<string | undefined> {
  const { budget } = source
  const { address } = source.access
  budget.claim(2, TRIED)
  const all = await metricNames(address, `{${matchers}}`, window)
  const names = all.filter((name) => !OF_THE_SCRAPE.test(name)).slice(0, TRIED)
  if (names.length === 0) return undefined
  const query = `count by (__name__) ({__name__=~${JSON.stringify(names.join('|'))},${matchers}})`
  const at = { from: window.from, to: window.from, stepMs: 1000 }
  const found = await reading(source, { what: query, dedup: true, samples: names.length }, (how) => graph(address, query, at, how))
  const single = found.filter(({ samples }) => samples[0]?.[1] === '1').flatMap(({ labels }) => labels['__name__'] ?? [])
  return single.find((name) => !/_(bucket|created)$/.test(name))
}
