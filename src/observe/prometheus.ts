import { type Address, NoAnswer, sendRequest } from '../lib/http.ts'
import type { Window } from '../lib/time.ts'
import { dataAt, isRecord } from './api-data.ts'
import { type Answer, readAnswer } from './read-answer.ts'

export type { Answer, NoSeries, Series } from './read-answer.ts'

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
  const data = await dataAt(address, '/api/v1/status/buildinfo', { timeoutMs: 5000 })
  return isRecord(data) && typeof data['version'] === 'string' ? data['version'] : undefined
}

async function send(address: Address, path: string, params: Record<string, string>, how: QueryOptions): Promise<Answer> {
  try {
    const { timeoutMs = 30_000, mostBytes, signal } = how
    const more = { ...(mostBytes === undefined ? {} : { mostBytes }), ...(signal === undefined ? {} : { signal }) }
    const reply = await sendRequest(address, path, { params, timeoutMs, ...more })
    return readAnswer(reply, how)
  } catch (error) {
    if (error instanceof NoAnswer) return { error: `no answer: ${error.reason}`, why: 'failed', noAnswer: error }
    throw error
  }
}
