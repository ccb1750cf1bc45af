import type { Window } from '../../lib/time.ts'
import type { StoreInfo } from '../../model/query-info.ts'

/* Which stores Query had, or missed, by what it says of them. */

/** A store that Query had no answer from. */
export interface PartialStore {
  /** Its address; left out where the warning names none, and where Query has no store of `replica`. */
  store?: string
  /** The replica that it has, where Query says its labels. */
  replica?: string
  /** The words of the store, or of Query. */
  said: string
}

/**
 * Stores that have the same time of one replica. Of chunks with the same bytes Query keeps one. A sidecar gets chunks that Prometheus cut to
 * the window, and a store gateway, a receiver and a ruler give whole ones: two copies of one chunk then, which do not lie side by side, and so
 * Query makes two lanes of them and merges a replica with itself (`givenChunks`).
 *
 * Source: Thanos v0.42.4, pkg/store/proxy_merge.go (chainSeriesAndRemIdenticalChunks), pkg/dedup/iter.go (NewOverlapSplit), pkg/query/iter.go
 * (chunkSeries: cut to the window sample by sample, after the lanes are made), pkg/store/tsdb.go (DisableTrimming), pkg/store/bucket.go;
 * Prometheus v3.16.0, tsdb/querier.go.
 */
export interface Copies {
  replica: string
  /** Their addresses, with their types: `127.0.0.1:10901 (sidecar)`. */
  stores: string[]
}

/** What is known of a store: of one in a saved run, neither its time nor its labels. */
type KnownStore = Pick<StoreInfo, 'name' | 'healthy' | 'lastError'> &
  Partial<Pick<StoreInfo, 'labelSets' | 'minTime' | 'maxTime'>> & { replica?: string }

/** A warning that is PromQL's, and says nothing of stores. Source: Prometheus v3.16.0, util/annotations. */
const ABOUT_PROMQL = /^PromQL (?:info|warning)\b/
/** Source: Thanos v0.42.4, pkg/query/endpointset.go (endpointRef.String), in the warnings of pkg/store/proxy_merge.go. */
const ADDRESS = /\bAddr: (\S+)/

/**
 * The stores that an answer is without, each once: those that Query warned of, and those that it does not ask any more, as their last health
 * check failed. Of the latter it does not warn. `labels`: the series', without its replica labels, which `replicaLabels` names; left out are
 * stores that cannot have such a series, or not its time.
 */
export function partialOf(
  warnings: readonly string[],
  stores: readonly KnownStore[],
  { labels, window, replicaLabels = [] }: { labels: Record<string, string>; window: Window; replicaLabels?: readonly string[] },
): PartialStore[] {
  const warned = warnings.filter((text) => !ABOUT_PROMQL.test(text)).map(warningOf)
  const silent = stores
    .filter((store) => !store.healthy && overlaps(store, window))
    .map(({ name, lastError }): PartialStore => ({ store: name, said: lastError ?? 'not healthy' }))
  const all = [...warned, ...silent]
  return all.flatMap((one, place) => {
    const known = stores.find(({ name }) => name === one.store)
    const isFirst = all.findIndex((other) => (one.store === undefined ? other.said === one.said : other.store === one.store)) === place
    if (!isFirst || (known !== undefined && !canHave(known, labels))) return []
    const replica = known === undefined ? undefined : replicaOf(known, replicaLabels)
    return [{ ...one, ...(replica === undefined ? {} : { replica }) }]
  })
}

/**
 * Replicas that there are, and that Query has no store of: one that its service discovery does not find, as its pod is not Ready, is dropped at once,
 * and neither a warning nor the list of stores names it. None where Query has as many stores as there are replicas: then the labels of a store
 * may be others.
 *
 * Source: Thanos v0.42.4, pkg/query/endpointset.go (Update).
 */
export function unfoundOf(expected: readonly string[], stores: readonly KnownStore[], seen: readonly string[]): PartialStore[] {
  if (stores.length === 0 || stores.length >= expected.length) return []
  const known = new Set([...seen, ...stores.map(({ replica }) => replica)])
  return expected.filter((replica) => !known.has(replica)).map((replica) => ({ replica, said: `Query has no store of ${replica}` }))
}

/** The replica of a store that has one only. */
function replicaOf({ replica, labelSets = [] }: KnownStore, replicaLabels: readonly string[]): string | undefined {
  const [set, ...more] = labelSets
  return set === undefined || more.length > 0 ? replica : nameByLabels(set, replicaLabels)
}

/** How a person tells a replica from others: `prometheus-0`; by several labels `replica=0,site=x`. undefined: it has none of them. */
export function nameByLabels(labels: Record<string, string>, by: readonly string[]): string | undefined {
  const there = by.filter((label) => labels[label] !== undefined)
  if (there.length === 0) return undefined
  return by.length === 1 ? labels[by[0]!] : there.map((label) => `${label}=${labels[label]}`).join(',')
}

function warningOf(said: string): PartialStore {
  const store = ADDRESS.exec(said)?.[1]
  return { ...(store === undefined ? {} : { store }), said }
}

/**
 * The stores that have a replica's series in a window, in the order in which Query lists them; none where Query does not say. A Query behind
 * Query is left out: which stores it has does not show.
 */
export function storesWith(stores: readonly StoreInfo[], labels: Record<string, string>, window: Window): StoreInfo[] {
  return stores.filter((store) => store.healthy && store.type !== 'query' && overlaps(store, window) && has(store, labels))
}

/** The stores that have the same time of a replica; undefined where none has what another one has. */
export function overlapOf(replica: string, stores: readonly StoreInfo[], { from, to }: Window): Copies | undefined {
  const doubled = stores.filter((one) =>
    stores.some((other) => other !== one && Math.max(one.minTime, other.minTime, from) < Math.min(one.maxTime, other.maxTime, to)),
  )
  return doubled.length < 2 ? undefined : { replica, stores: doubled.map(({ name, type }) => `${name} (${type})`) }
}

/** A store that has a replica, and the time that it has, Unix ms; null: without an end. */
export interface StoreTime {
  /** Its address, with its type: `127.0.0.1:10901 (sidecar)`. */
  store: string
  from: number | null
  to: number | null
}

/** No store's own time is that far off: Thanos says the year 0 or 1 for no beginning, and the largest int64 for no end. */
const [EARLIEST, LATEST] = [Date.UTC(1970, 0), Date.UTC(9999, 0)]

/**
 * The time that each store has which has a replica's series: Query does not ask it for another one. undefined where that is not known: Query
 * names no such store, one is not healthy, or there is a Query behind it.
 *
 * Source: Thanos v0.42.4, pkg/store/proxy.go (storeMatches), cmd/thanos/sidecar.go (UpdateTimestamps:
 * the oldest sample that Prometheus has, or --min-time).
 */
export function storeTimes(stores: readonly StoreInfo[], labels: Record<string, string>): StoreTime[] | undefined {
  if (stores.some(({ type, healthy }) => type === 'query' || !healthy)) return undefined
  const found = stores.filter((store) => has(store, labels))
  if (found.length === 0) return undefined
  return found.map(({ name, type, minTime, maxTime }) => ({
    store: `${name} (${type})`,
    from: minTime <= EARLIEST ? null : minTime,
    to: maxTime >= LATEST ? null : maxTime,
  }))
}

function overlaps({ minTime = Number.NEGATIVE_INFINITY, maxTime = Number.POSITIVE_INFINITY }: KnownStore, { from, to }: Window): boolean {
  return minTime <= to && maxTime > from
}

/** Whether one of its label sets is the series', as far as it goes. A set of Thanos's own labels (`@thanos_…`) says nothing. */
function has({ labelSets }: StoreInfo, labels: Record<string, string>): boolean {
  return labelSets.some((set) => {
    const own = Object.entries(set).filter(([name]) => !name.startsWith('@'))
    return own.length > 0 && own.every(([name, value]) => labels[name] === value)
  })
}

/** Whether a store may have a series: none of its label sets is known, or in one of them no label has another value than the series'. */
function canHave({ labelSets = [] }: KnownStore, labels: Record<string, string>): boolean {
  const differs = ([name, value]: [string, string]) => labels[name] !== undefined && labels[name] !== value
  return labelSets.length === 0 || labelSets.some((set) => !Object.entries(set).some(differs))
}
