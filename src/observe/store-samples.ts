import { parseGoDuration } from '../lib/duration.ts'
import type { Address } from '../lib/http.ts'
import { dataAt, isRecord } from './api-data.ts'

/** What one query took from a store. */
export interface StoreSamples {
  series: number
  chunks: number
  /** In its chunks, stale markers and what is outside the window among them: a store that does not cut its chunks gives whole ones. */
  samples: number
  ms: number
}

const TIMEOUT_MS = 30_000

/**
 * What an instant query takes from each store, by the store's address; undefined where Query does not say: before 0.42.0, and where its own
 * engine (`engine=thanos`) cannot run the query. A store from which it took nothing is not in the answer, or with zeros.
 *
 * Source: Thanos v0.42.4, pkg/api/query/v1.go (queryTelemetry, fanoutEntry), pkg/store/proxy.go (Series).
 */
export async function storeSamples(address: Address, query: string, atMs: number): Promise<Map<string, StoreSamples> | undefined> {
  const params = { query, time: (atMs / 1000).toFixed(3), dedup: 'false', analyze: 'true', engine: 'thanos' }
  const data = await dataAt(address, '/api/v1/query', { params, timeoutMs: TIMEOUT_MS })
  const entries = isRecord(data) ? fanouts(data['analysis']) : []
  return entries.length === 0 ? undefined : summed(entries)
}

/** Operators are nested as an expression is: no deeper than this. */
const DEEPEST = 100

/** Only the operators that read from stores have one; null, too: a query-frontend writes it again. */
function fanouts(analysis: unknown, depth = 0): Record<string, unknown>[] {
  if (!isRecord(analysis) || depth > DEEPEST) return []
  const { fanout, children } = analysis
  const own = Array.isArray(fanout) ? fanout.filter(isRecord) : []
  return [...own, ...(Array.isArray(children) ? children.flatMap((child) => fanouts(child, depth + 1)) : [])]
}

function summed(entries: Record<string, unknown>[]): Map<string, StoreSamples> {
  const all = new Map<string, StoreSamples>()
  for (const { endpointAddr, duration, series, chunks, samples } of entries) {
    const address = typeof endpointAddr === 'string' ? endpointAddr : ''
    const known = all.get(address) ?? { series: 0, chunks: 0, samples: 0, ms: 0 }
    all.set(address, {
      series: known.series + numberOf(series),
      chunks: known.chunks + numberOf(chunks),
      samples: known.samples + numberOf(samples),
      ms: Math.max(known.ms, (typeof duration === 'string' ? parseGoDuration(duration) : undefined) ?? 0),
    })
  }
  return all
}

function numberOf(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : 0
}
