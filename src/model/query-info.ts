/* What answers at a URL, as it says itself. A model, as both the client that reads it and the explanation that goes by it need it. */

/** A store as a Query that the lab did not start names it. */
export interface StoreInfo {
  /** Its address, as Query has it. */
  name: string
  /** `sidecar`, `store`, `rule`, `receive`, `query` …, as Query names it. */
  type: string
  healthy: boolean
  lastError: string | null
  /** What the store says that it has, Unix ms. */
  minTime: number
  maxTime: number
  labelSets: Record<string, string>[]
}

/** What answers at a URL, and how it merges. */
export interface QueryInfo {
  /** `unknown`: it answers PromQL and does not tell what it is. */
  kind: 'query' | 'query-frontend' | 'prometheus' | 'unknown'
  version: string | undefined
  /** `--query.replica-label`, in order; empty where there is none. undefined: it does not tell. */
  replicaLabels: string[] | undefined
  /** `--deduplication.func`. undefined: it does not tell. */
  algorithm: 'penalty' | 'chain' | undefined
  /** `--query.partial-response`. undefined: it does not tell. */
  partialResponse: boolean | undefined
  /** `--query.lookback-delta`, milliseconds; undefined: it does not tell. */
  lookbackMs: number | undefined
  /** `--query.mode=distributed`: its leaf Queries merge. */
  distributed: boolean
  /** Empty where it does not tell. */
  stores: StoreInfo[]
}
