import { parseGoDuration } from '../lib/duration.ts'
import type { Address } from '../lib/http.ts'
import type { QueryInfo, StoreInfo } from '../model/query-info.ts'
import { bodyAt, dataAt, isRecord } from './api-data.ts'

export type { QueryInfo, StoreInfo } from '../model/query-info.ts'

/** What PromQL looks back where `--query.lookback-delta` is not set. Source: Thanos v0.42.4, cmd/thanos/query.go. */
export const DEFAULT_LOOKBACK_MS = 300_000

/**
 * Asks what answers at a URL what it is, before anything is read of it. Reads only, and never throws: what is not served, or is blocked
 * by a proxy, stays `undefined`. Where nothing answers at all, the query that follows says why.
 *
 * A query-frontend passes on all paths to its Query but `/metrics`, so it tells what its Query is; its own metrics give it away. Sources:
 * Thanos v0.42.4, pkg/api/api.go (status/flags, status/buildinfo), pkg/api/query/v1.go (stores), cmd/thanos/query_frontend.go.
 */
export async function readQueryInfo(address: Address, timeoutMs = 5000): Promise<QueryInfo> {
  const [build, flags, stores, metrics] = await Promise.all([
    dataAt(address, '/api/v1/status/buildinfo', { timeoutMs }),
    dataAt(address, '/api/v1/status/flags', { timeoutMs }),
    dataAt(address, '/api/v1/stores', { timeoutMs }),
    textOf(address, '/metrics', timeoutMs),
  ])
  const version = textAt(build, 'version')
  const labels = textAt(flags, 'query.replica-label')
  const algorithm = textAt(flags, 'deduplication.func')
  const lookback = textAt(flags, 'query.lookback-delta')
  const partial = textAt(flags, 'query.partial-response')
  return {
    kind: kindOf({ flags, stores, metrics }),
    version: version === '' ? undefined : version,
    replicaLabels: labels === undefined ? undefined : labelsOf(labels),
    algorithm: algorithm === 'penalty' || algorithm === 'chain' ? algorithm : undefined,
    partialResponse: partial === undefined ? undefined : partial === 'true',
    lookbackMs: lookback === undefined ? undefined : lookbackOf(lookback),
    distributed: textAt(flags, 'query.mode') === 'distributed',
    stores: storesIn(stores),
  }
}

interface Said {
  flags: unknown
  stores: unknown
  metrics: string | undefined
}

function kindOf({ flags, stores, metrics }: Said): QueryInfo['kind'] {
  const isQuery = storesIn(stores).length > 0 || textAt(flags, 'query.replica-label') !== undefined
  if (metrics !== undefined && /^thanos_query_frontend_|handler="query-frontend"/m.test(metrics)) return 'query-frontend'
  if (isQuery) return 'query'
  return textAt(flags, 'storage.tsdb.path') === undefined ? 'unknown' : 'prometheus'
}

async function textOf(address: Address, path: string, timeoutMs: number): Promise<string | undefined> {
  const body = await bodyAt(address, path, { timeoutMs })
  return typeof body === 'string' ? body : undefined
}

function textAt(data: unknown, key: string): string | undefined {
  const value = isRecord(data) ? data[key] : undefined
  return typeof value === 'string' ? value : undefined
}

/**
 * The flag's value as `/api/v1/status/flags` prints it: one text with commas, or with line breaks in older versions, however often the flag
 * was given. Query sorts the labels, and drops what comes twice. Source: Thanos v0.42.4, cmd/thanos/main.go (getFlagsMap),
 * pkg/strutil/labels.go (ParseFlagLabels).
 */
function labelsOf(text: string): string[] {
  const labels = text.split(/[\n,]/).flatMap((label) => (label.trim() === '' ? [] : [label.trim()]))
  return [...new Set(labels)].sort()
}

/** As Go prints a duration, milliseconds: `5m0s`; 0 is the default. undefined where it is none. */
function lookbackOf(text: string): number | undefined {
  const ms = parseGoDuration(text)
  return ms === 0 ? DEFAULT_LOOKBACK_MS : ms
}

/** The stores by their types, in Query's order. What is not of that shape is left out. */
function storesIn(data: unknown): StoreInfo[] {
  if (!isRecord(data)) return []
  return Object.entries(data).flatMap(([type, stores]) =>
    Array.isArray(stores) ? stores.filter(isRecord).map((one) => readStore(type, one)) : [],
  )
}

function readStore(type: string, store: Record<string, unknown>): StoreInfo {
  const { name, lastError, minTime, maxTime, labelSets } = store
  const error = typeof lastError === 'string' ? lastError : null
  return {
    name: typeof name === 'string' ? name : '',
    type,
    healthy: error === null,
    lastError: error,
    minTime: typeof minTime === 'number' ? minTime : Number.NEGATIVE_INFINITY,
    maxTime: typeof maxTime === 'number' ? maxTime : Number.POSITIVE_INFINITY,
    labelSets: Array.isArray(labelSets) ? labelSets.filter(isRecord).map(labelSetOf) : [],
  }
}

function labelSetOf(labels: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(Object.entries(labels).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])))
}
