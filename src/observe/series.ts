import type { Address } from '../lib/http.ts'
import type { Window } from '../lib/time.ts'
import { dataAt, isRecord } from './api-data.ts'

/* What series there are, without their samples. For a hint: what Query does not say, or says at too great a length, is taken for nothing. */

export type SeriesLabels = Record<string, string>

/** Series or values at most, bytes of an answer at most, and how long one may take, ms. */
const MOST = 1000
const MOST_BYTES = 8e6
const TIMEOUT_MS = 10_000

/** The labels of the series that a selector fits, as Query merges them: without its replica labels. At most 1000. Unix ms. */
export async function seriesFitting(address: Address, selector: string, window?: Window): Promise<SeriesLabels[]> {
  const data = await dataOf(address, '/api/v1/series', { 'match[]': selector, dedup: 'true', limit: String(MOST), ...edges(window) })
  return Array.isArray(data) ? data.slice(0, MOST).filter(isRecord).map(textsIn) : []
}

/** The values of a label: ten times as many at most, as a metric has several series. */
export async function labelValues(address: Address, label: string, window?: Window): Promise<string[]> {
  const data = await dataOf(address, `/api/v1/label/${label}/values`, { limit: String(10 * MOST), ...edges(window) })
  return Array.isArray(data) ? data.slice(0, 10 * MOST).filter((value) => typeof value === 'string') : []
}

/** What else than texts stands in a map is left out. */
function textsIn(map: Record<string, unknown>): SeriesLabels {
  return Object.fromEntries(Object.entries(map).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])))
}

export interface Tenancy {
  /** The header that names the tenant. */
  header: string
  /** The tenant of a query without it. */
  fallback: string
  /** Tenants that the stores name. */
  tenants: string[]
}

/**
 * How a Query keeps tenants apart; undefined where it does not, or does not say. Sources: Thanos v0.42.4, cmd/thanos/query.go (flags
 * `query.enforce-tenancy`, `query.tenant-header`, `query.default-tenant-id`, `query.tenant-label-name`) and pkg/tenancy/tenancy.go.
 */
export async function tenancyOf(address: Address): Promise<Tenancy | undefined> {
  const said = await dataOf(address, '/api/v1/status/flags', {})
  const flags = isRecord(said) ? textsIn(said) : {}
  if (flags['query.enforce-tenancy'] !== 'true') return undefined
  const label = flags['query.tenant-label-name'] ?? 'tenant_id'
  const stores = await dataOf(address, '/api/v1/stores', {})
  const all = isRecord(stores) ? Object.values(stores).flat().filter(isRecord) : []
  const sets = all.flatMap(({ labelSets }) => (Array.isArray(labelSets) ? labelSets.filter(isRecord).map(textsIn) : []))
  return {
    header: flags['query.tenant-header'] ?? 'THANOS-TENANT',
    fallback: flags['query.default-tenant-id'] ?? 'default-tenant',
    tenants: [...new Set(sets.flatMap((labels) => (Object.hasOwn(labels, label) ? labels[label]! : [])))].sort(),
  }
}

function edges(window: Window | undefined): Record<string, string> {
  return window === undefined ? {} : { start: (window.from / 1000).toFixed(3), end: (window.to / 1000).toFixed(3) }
}

function dataOf(address: Address, path: string, params: Record<string, string>): Promise<unknown> {
  return dataAt(address, path, { params, timeoutMs: TIMEOUT_MS, mostBytes: MOST_BYTES })
}
