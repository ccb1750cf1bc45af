import { type Address, NoAnswer, sendRequest } from '../lib/http.ts'
import type { QueryInfo, StoreInfo } from '../model/query-info.ts'

export type { QueryInfo, StoreInfo } from '../model/query-info.ts'

/** What PromQL looks back where `--query.lookback-delta` is not set. Source: Thanos v0.42.4, cmd/thanos/query.go. */
const LOOKBACK_MS = 300_000

/**
 * Asks what answers at a URL what it is, before anything is read of it. Reads only, and never throws: what is not served, or is blocked
 * by a proxy, stays `undefined`. Where nothing answers at all, the query that follows says why.
 *
 * A query-frontend passes on all paths to its Query but `/metrics`, so it tells what its Query is; its own metrics give it away. Sources:
 * Thanos v0.42.4, pkg/api/api.go (status/flags, status/buildinfo), pkg/api/query/v1.go (stores), cmd/thanos/query_frontend.go.
 */
export async function readQueryInfo(address: Address, timeoutMs = 5000): Promise<QueryInfo> {
  const [build, flags, stores, metrics] = await Promise.all([
    dataOf(address, '/api/v1/status/buildinfo', timeoutMs),
    dataOf(address, '/api/v1/status/flags', timeoutMs),
    dataOf(address, '/api/v1/stores', timeoutMs),
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

/** The `data` of an answer of Prometheus's shape; undefined where there is none. */
async function dataOf(address: Address, path: string, timeoutMs: number): Promise<unknown> {
  const body = await bodyOf(address, path, timeoutMs)
  return isRecord(body) && body['status'] === 'success' ? body['data'] : undefined
}

async function textOf(address: Address, path: string, timeoutMs: number): Promise<string | undefined> {
  const body = await bodyOf(address, path, timeoutMs)
  return typeof body === 'string' ? body : undefined
}

async function bodyOf(address: Address, path: string, timeoutMs: number): Promise<unknown> {
  try {
    const { status, body } = await sendRequest(address, path, { timeoutMs })
    return status === 200 ? body : undefined
  } catch (error) {
    if (error instanceof NoAnswer) return undefined
    throw error
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
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

const GO_UNITS: Record<string, number> = { h: 3_600_000, m: 60_000, s: 1000, ms: 1 }

/** Go's way to print a duration: `5m0s`, `1h0m0s`, `1.5s`. Milliseconds; undefined where it is none. */
function lookbackOf(text: string): number | undefined {
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ms|h|m|s)/g)]
  if (parts.length === 0) return undefined
  const ms = parts.reduce((sum, [, number, unit]) => sum + Number(number) * GO_UNITS[unit!]!, 0)
  return ms === 0 ? LOOKBACK_MS : ms
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
