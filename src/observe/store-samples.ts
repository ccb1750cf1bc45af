import { parseGoDuration } from '../lib/duration.ts'
import type { Address } from '../lib/http.ts'
import { dataAt } from './api-data.ts'

/** What one query took from a store. */
export interface StoreSamples {
  series: number
  chunks: number
  /** In its chunks, stale markers and what is outside the window among them: a store that does not cut its chunks gives whole ones. */
  samples: number
  ms: number
}

const TIMEOUT_MS = 30_000

interface Analysis {
  /** null, too: a query-frontend writes it again. */
  fanout?: { endpointAddr?: string; duration?: string; series?: number; chunks?: number; samples?: number }[] | null
  children?: Analysis[] | null
}

/**
 * What an instant query takes from each store, by the store's address; undefined where Query does not say: before 0.42.0, and where its own
 * engine (`engine=thanos`) cannot run the query. A store from which it took nothing is not in the answer, or with zeros.
 *
 * Source: Thanos v0.42.4, pkg/api/query/v1.go (queryTelemetry, fanoutEntry), pkg/store/proxy.go (Series).
 */
export async function storeSamples(address: Address, query: string, atMs: number): Promise<Map<string, StoreSamples> | undefined> {
  const params = { query, time: (atMs / 1000).toFixed(3), dedup: 'false', analyze: 'true', engine: 'thanos' }
  const data = await dataAt(address, '/api/v1/query', { params, timeoutMs: TIMEOUT_MS })
  const { analysis } = (data ?? {}) as { analysis?: Analysis | null }
  const entries = analysis == null ? [] : fanouts(analysis)
  return entries.length === 0 ? undefined : summed(entries)
}

type Entry = NonNullable<Analysis['fanout']>[number]

/** Only the operators that read from stores have one. */
function fanouts({ fanout, children }: Analysis): Entry[] {
  return [...(fanout ?? []), ...(children ?? []).flatMap(fanouts)]
}

function summed(entries: Entry[]): Map<string, StoreSamples> {
  const all = new Map<string, StoreSamples>()
  for (const { endpointAddr = '', duration = '', series = 0, chunks = 0, samples = 0 } of entries) {
    const known = all.get(endpointAddr) ?? { series: 0, chunks: 0, samples: 0, ms: 0 }
    all.set(endpointAddr, {
      series: known.series + series,
      chunks: known.chunks + chunks,
      samples: known.samples + samples,
      ms: Math.max(known.ms, parseGoDuration(duration) ?? 0),
    })
  }
  return all
}
