import type { QueryInfo, StoreInfo } from '../../src/model/query-info.ts'

/** What a Query says of itself. */
export function queryInfo(more: Partial<QueryInfo> = {}): QueryInfo {
  return {
    kind: 'query',
    version: '0.42.4',
    replicaLabels: ['replica'],
    algorithm: 'penalty',
    partialResponse: true,
    lookbackMs: 300_000,
    distributed: false,
    stores: [],
    ...more,
  }
}

/** A store that Query has. */
export function store(name: string, more: Partial<StoreInfo> = {}): StoreInfo {
  const always = { minTime: Number.NEGATIVE_INFINITY, maxTime: Number.POSITIVE_INFINITY }
  return { name, type: 'sidecar', healthy: true, lastError: null, ...always, labelSets: [], ...more }
}
