import { LabError } from '../../lib/errors.ts'
import type { Address } from '../../lib/http.ts'
import type { Sample } from '../../model/run.ts'
import { metricNames } from '../../observe/metric-names.ts'
import { type Answer, graph, rawSamples, type Series, type Window } from '../../observe/prometheus.ts'
import type { Budget } from './budget.ts'
import { type Counted, type Grid, keyOf, replicaName, type Target, without } from './counts.ts'
import { matchersOf } from './selectors.ts'

/* The requests of an audit, each within its budget. */

/** Where is read, and how. */
export interface Source {
  address: Address
  /** Given on the command line; undefined: Query's own. */
  given: string[] | undefined
  budget: Budget
  /** What Query warned of, each once: with one, an answer may be partial. */
  warnings: Set<string>
}

/** Every request of it, whoever sends it, is counted. */
export function makeSource(address: Address, given: string[] | undefined, budget: Budget): Source {
  const onReply = (body: unknown) => budget.spend(1, samplesIn(body))
  return { address: { ...address, onReply }, given, budget, warnings: new Set() }
}

/** Values and raw samples in an answer of Prometheus's shape; 0 in any other. */
function samplesIn(body: unknown): number {
  const result = (body as { data?: { result?: unknown } } | undefined)?.data?.result
  return Array.isArray(result) ? result.reduce((sum: number, one: { values?: unknown[] }) => sum + (one?.values?.length ?? 1), 0) : 0
}

type How = { dedup: boolean }

async function counted(source: Source, samples: number, read: (how: object) => Promise<Answer>): Promise<Series[]> {
  const { budget, warnings } = source
  budget.claim(1, samples)
  const answer = await read({ timeoutMs: budget.leftMs, signal: budget.signal })
  if (budget.signal.aborted) budget.stop('it was interrupted')
  if ('error' in answer) throw refused(source, answer)
  for (const warning of answer.warnings) warnings.add(warning)
  return answer.series
}

function refused({ address: { url }, budget }: Source, { error, why }: Extract<Answer, { error: string }>): LabError {
  if (budget.elapsedMs >= budget.limits.timeoutMs) budget.stop(`a query took longer than was left of --timeout`)
  if (why === 'refused') return new LabError('usage', `${url} refused a query: ${error}`, { hint: `--match 'up{job="node"}'` })
  return new LabError('no-answer', `${url} did not answer a query: ${error}`, { hint: 'check the URL: it is that of Thanos Query, without /api/v1' })
}

function mergedBy({ given }: Source, how: How): object {
  return { ...how, ...(given === undefined ? {} : { replicaLabels: given }) }
}

/** How many series a selector has, replicas apart, at most, at a few times of a window. */
export async function seriesCount(source: Source, selector: string, { from, to }: Window): Promise<number> {
  const stepMs = Math.max(1000, Math.floor((to - from) / SIGHTS))
  const by = mergedBy(source, { dedup: false })
  const found = await counted(source, SIGHTS + 1, (how) => graph(source.address, `count(${selector})`, { from, to, stepMs }, { ...by, ...how }))
  return Math.max(0, ...found.flatMap(({ samples }) => samples.map(([, value]) => Number(value))))
}

const SIGHTS = 4

/** The counts of each step. `sums`: the values are 0 and 1, so that their sum counts scrapes that succeeded. */
export async function readCounts(source: Source, selector: string, grid: Grid, series: number, sums: boolean): Promise<Counted> {
  const range = `[${grid.stepMs}ms]`
  const window = { from: grid.start + grid.stepMs, to: grid.start + grid.buckets * grid.stepMs, stepMs: grid.stepMs }
  const read = (call: string, by: How) =>
    counted(source, series * grid.buckets, (how) =>
      graph(source.address, `${call}(${selector}${range})`, window, { ...mergedBy(source, by), ...how }),
    )
  const made = await read('count_over_time', { dedup: false })
  const succeeded = sums ? await read('sum_over_time', { dedup: false }) : undefined
  return { made, succeeded, merged: await read('count_over_time', { dedup: true }) }
}

/** The raw samples of a target's series, by the replicas' names. */
export async function readRaw(
  source: Source,
  selector: string,
  { labels }: Target,
  window: Window,
  { replicaLabels, intervalMs }: { replicaLabels: readonly string[]; intervalMs: number },
): Promise<Map<string, Sample[]>> {
  const expected = Math.ceil((2 * (window.to - window.from)) / intervalMs)
  const by = mergedBy(source, { dedup: false })
  const all = await counted(source, expected, (how) => rawSamples(source.address, selector, window, { ...by, ...how }))
  const own = all.filter((one) => keyOf(without(one.labels, replicaLabels)) === keyOf(labels))
  return new Map(own.map((one) => [replicaName(one.labels, replicaLabels), one.samples]))
}

/** `up` of a series' own target, by the replicas' names; undefined where there is none. */
export async function readUps(
  source: Source,
  { labels }: Target,
  window: Window,
  { replicaLabels, intervalMs }: { replicaLabels: readonly string[]; intervalMs: number },
): Promise<Map<string, Sample[]> | undefined> {
  const { job, instance } = labels
  if (job === undefined || instance === undefined) return undefined
  const expected = Math.ceil((2 * (window.to - window.from)) / intervalMs)
  const by = mergedBy(source, { dedup: false })
  const all = await counted(source, expected, (how) =>
    rawSamples(source.address, `up{${matchersOf({ job, instance })}}`, window, { ...by, ...how }),
  )
  // A target's series have all of its labels, and more: that of another cluster does not count.
  const own = all.filter((one) => Object.entries(without(one.labels, replicaLabels)).every(([name, value]) => labels[name] === value))
  return own.length === 0 ? undefined : new Map(own.map((one) => [replicaName(one.labels, replicaLabels), one.samples]))
}

/** Every scrape writes these itself, also a failed one. Source: Prometheus v3.16.0, scrape/scrape.go (report). */
const OF_THE_SCRAPE = /^(up|scrape_.*|ALERTS.*)$/
const TRIED = 30

/** A metric of a target that has one series there: what its scrapes bring. undefined where there is none. */
export async function metricOf(source: Source, matchers: string, window: Window): Promise<string | undefined> {
  const { address, budget } = source
  budget.claim(2, TRIED)
  const all = await metricNames(address, `{${matchers}}`, window, budget.leftMs, budget.signal)
  const names = all.filter((name) => !OF_THE_SCRAPE.test(name)).slice(0, TRIED)
  if (names.length === 0) return undefined
  const query = `count by (__name__) ({__name__=~${JSON.stringify(names.join('|'))},${matchers}})`
  const at = { from: window.from, to: window.from, stepMs: 1000 }
  const found = await counted(source, names.length, (how) => graph(address, query, at, { ...mergedBy(source, { dedup: true }), ...how }))
  const single = found.filter(({ samples }) => samples[0]?.[1] === '1').flatMap(({ labels }) => labels['__name__'] ?? [])
  return single.find((name) => !/_(bucket|created)$/.test(name))
}
