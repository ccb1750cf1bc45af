import { type Address, NoAnswer, type Reply, sendRequest } from '../lib/http.ts'
import type { Window } from '../lib/time.ts'
import type { Sample } from '../model/run.ts'

/** One series of an answer: its labels, and its raw samples in the order of their times. */
export interface Series {
  labels: Record<string, string>
  samples: Sample[]
  /** It has native histograms, of which the values are the counts. */
  histograms?: true
}

/** What a query brought: series, or why there is no answer. What fails here is an observation, never thrown. */
export type Answer = { series: Series[]; warnings: string[] } | NoSeries

/** Why a query brought no series. */
export interface NoSeries {
  /** For a person only: code goes by `why`. */
  error: string
  /** `refused`: HTTP 4xx, so that the query is at fault. `histogram`: what answers has no float samples. `failed`: anything else. */
  why: 'refused' | 'histogram' | 'failed'
  /** What came instead of series; one of the two, but for histograms. */
  reply?: Reply
  noAnswer?: NoAnswer
}

export interface QueryOptions {
  /** Thanos Query only: merge the replicas (its default), or show each. */
  dedup?: boolean
  /** Thanos Query only: the labels to merge by; left out, those that it was started with. */
  replicaLabels?: readonly string[]
  /** Thanos Query only: the address of the one store that is read. Source: Thanos v0.42.4, pkg/api/query/v1.go (storeMatch[]), pkg/store/proxy.go. */
  store?: string
  /** Thanos Query only, and an instant vector: how far it looks back for a sample, milliseconds; left out, as far as it was told at its start. */
  lookbackMs?: number
  /** Read native histograms as their counts. Left out, they are refused: what compares values must not take a count for one. */
  histograms?: 'count'
  timeoutMs?: number
  /** A longer body is no answer. Bytes. */
  mostBytes?: number
  signal?: AbortSignal
}

/**
 * The raw samples of a selector: an instant query of a range, never a range query, which would bridge gaps by its
 * look-back of five minutes. Works on Prometheus and on Thanos Query.
 */
export async function rawSamples(address: Address, selector: string, window: Window, how: QueryOptions = {}): Promise<Answer> {
  const params = {
    query: `${selector}[${Math.max(1, window.to - window.from)}ms]`,
    time: (window.to / 1000).toFixed(3),
    ...mergedWith(how),
  }
  return send(address, `/api/v1/query${labelsText(how)}`, params, how)
}

/** A graph: the value of an expression at each step from the left edge on, both edges included. */
export async function graph(address: Address, query: string, window: Window & { stepMs: number }, how: QueryOptions = {}): Promise<Answer> {
  const params = {
    query,
    start: (window.from / 1000).toFixed(3),
    end: (window.to / 1000).toFixed(3),
    step: (window.stepMs / 1000).toFixed(3),
    ...mergedWith(how),
  }
  return send(address, `/api/v1/query_range${labelsText(how)}`, params, how)
}

/** Source: Thanos v0.42.4, pkg/api/query/v1.go (parseLookbackDeltaParam). */
function mergedWith({ dedup, lookbackMs }: QueryOptions): Record<string, string> {
  const lookback: Record<string, string> = lookbackMs === undefined ? {} : { lookback_delta: `${lookbackMs}ms` }
  return dedup === undefined ? lookback : { dedup: String(dedup), partial_response: 'true', max_source_resolution: '0s', ...lookback }
}

/** One parameter a label, with the brackets in its name: the HTTP client would take them away from a list. */
function labelsText({ replicaLabels = [], store }: QueryOptions): string {
  const labels = replicaLabels.map((label): [string, string] => ['replicaLabels[]', label])
  const stores: [string, string][] = store === undefined ? [] : [['storeMatch[]', `{__address__=${JSON.stringify(store)}}`]]
  const params = new URLSearchParams([...labels, ...stores]).toString()
  return params === '' ? '' : `?${params}`
}

/** An instant query. */
export async function instant(address: Address, query: string, how: QueryOptions = {}): Promise<Answer> {
  return send(address, '/api/v1/query', { query, ...(how.dedup === undefined ? {} : { dedup: String(how.dedup) }) }, how)
}

/** The version that a Prometheus or Thanos says it is; undefined where it does not answer. */
export async function buildVersion(address: Address): Promise<string | undefined> {
  try {
    const { body } = await sendRequest(address, '/api/v1/status/buildinfo', { timeoutMs: 5000 })
    return (body as { data?: { version?: string } }).data?.version
  } catch {
    return undefined
  }
}

interface QueryReply {
  status?: string
  error?: string
  warnings?: string[]
  data?: { result?: Result[] }
}

/** A series of an answer. A native histogram has no `value` at the times at which it has a `histogram`. */
interface Result {
  metric: Record<string, string>
  values?: Sample[]
  value?: Sample
  histograms?: HistogramSample[]
  histogram?: HistogramSample
}

/** Source: Prometheus v3.16.0, web/api/v1/json_codec.go. */
type HistogramSample = [seconds: number, histogram: { count: string }]

const HISTOGRAM = 'it is a native histogram; only floats have raw samples here'

async function send(address: Address, path: string, params: Record<string, string>, how: QueryOptions): Promise<Answer> {
  try {
    const { timeoutMs = 30_000, mostBytes, signal } = how
    const more = { ...(mostBytes === undefined ? {} : { mostBytes }), ...(signal === undefined ? {} : { signal }) }
    const reply = await sendRequest(address, path, { params, timeoutMs, ...more })
    return readReply(reply, reply.body as QueryReply, how)
  } catch (error) {
    if (error instanceof NoAnswer) return { error: `no answer: ${error.reason}`, why: 'failed', noAnswer: error }
    throw error
  }
}

function readReply(reply: Reply, body: QueryReply, { histograms: wanted }: QueryOptions): Answer {
  const { status } = reply
  if (status !== 200 || body.status !== 'success' || !Array.isArray(body.data?.result)) {
    const error = `HTTP ${status}${typeof body.error === 'string' ? `: ${body.error}` : ''}`
    return { error, why: status >= 400 && status < 500 ? 'refused' : 'failed', reply }
  }
  const { result } = body.data
  if (wanted === undefined && result.some((one) => countsOf(one).length > 0)) return { error: HISTOGRAM, why: 'histogram' }
  return { series: result.map(seriesOf), warnings: body.warnings ?? [] }
}

function seriesOf(one: Result): Series {
  const { metric, values, value } = one
  const floats = values ?? (value === undefined ? [] : [value])
  const counts = countsOf(one)
  if (counts.length === 0) return { labels: metric, samples: floats }
  return { labels: metric, samples: [...floats, ...counts].sort(([first], [other]) => first - other), histograms: true }
}

function countsOf({ histograms, histogram }: Result): Sample[] {
  return (histograms ?? (histogram === undefined ? [] : [histogram])).map(([seconds, { count }]) => [seconds, count])
}
