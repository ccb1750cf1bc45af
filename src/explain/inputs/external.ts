import { chunkStarts } from '../../dedup/head-chunks.ts'
import { isScrapedWith, usualInterval, withOneBefore } from '../../dedup/intervals.ts'
import type { How } from '../../dedup/recorder.ts'
import { between, type GivenChunk, type Replica, readSamples, type Samples, withoutMarkers } from '../../dedup/samples.ts'
import { withMarkers } from '../../dedup/stale-markers.ts'
import { LabError } from '../../lib/errors.ts'
import type { Window } from '../../lib/time.ts'
import type { QueryInfo } from '../../model/query-info.ts'
import { queryNotes } from './query-notes.ts'
import { type LabelledSeries, replicasIn } from './replica-series.ts'
import type { Case } from './snapshot.ts'
import { type Copies, overlapOf, partialOf, storesWith, storeTimes } from './stores.ts'
import { labelsKey } from '../../model/labels.ts'

/** No more than this part of a window is left out as too young: of a sparse series, the distance of its samples is no scrape interval. */
const NEWEST_PART = 0.2

/** What is not modelled of them. Sources: Prometheus v3.16.0, tsdb/head_append.go (histogram chunks); Thanos v0.42.4, pkg/dedup/iter.go. */
const HISTOGRAMS =
  'The samples are native histograms. Their times and their counts are merged and compared, not their sums and buckets. In which chunks they are is not known.'
const NO_RATE = 'their resets are found by their buckets, which is not modelled'
const NO_COUNTER = 'leave --counter out: their times and counts are explained without it'

/** What a Query that the lab did not start returned for one selector. */
export interface ExternalSeries {
  selector: string
  /** The selector's own matchers, by their labels. */
  matchers: { label: string; matcher: string }[]
  /** The replica labels that the user named; left out: those that Query says. */
  replicaLabels?: string[]
  /** Unix ms. */
  window: Window
  /** When it was read, Unix ms: what is younger than an interval then may be in one answer and not yet in another. */
  readAt: number
  /** Without merging: each replica's series, from before the last boundary of blocks before the window on; with the stale markers that `up` does not show. */
  series: LabelledSeries[]
  /** `up` of all targets of that job and instance, likewise. */
  ups: LabelledSeries[]
  /** Merged, of the window. */
  merged: LabelledSeries[]
  /** Of all answers. */
  warnings: string[]
  query: QueryInfo
  /** The chunks that the stores give, by `labelsKey` of the series; left out where they were not read. */
  layouts?: ReadonlyMap<string, Layout>
}

/** In which chunks the stores give one series. */
export interface Layout {
  /** All that the stores have of it, stale markers too. */
  own: Samples
  given: GivenChunk[]
  /** Query says that each store gives as many chunks and samples, around every one of their borders. */
  isVerified: boolean
}

/**
 * The case of a series that several replicas have, as a Query returns them without merging. How they lie in chunks it does not say; that is
 * computed from the samples. `how` without an algorithm: that which Query says. Throws `samples`
 * where the selector gives no series of replicas, or several; of native histograms under rate().
 */
export function caseOfExternal(external: ExternalSeries, how: How): Case {
  const { selector, replicaLabels: named, window, query, series, merged, warnings } = external
  const histograms = series.some((one) => one.histograms === true)
  if (histograms && how.mode === 'counter')
    throw new LabError('samples', `${selector} has native histograms: ${NO_RATE}`, { hint: NO_COUNTER })
  const found = replicasIn({ selector, said: query.replicaLabels, named, series, merged, window })
  const read = found.replicas.map((one) => readReplica(one, external))
  const usual = Math.min(...read.flatMap(({ intervalMs }) => (intervalMs === undefined ? [] : [intervalMs])))
  if (!Number.isFinite(usual)) throw new LabError('samples', 'No replica has two samples in that time: so its scrape interval is not known')
  const intervalsMs = read.map(({ intervalMs }) => intervalMs ?? usual)
  const merging: How = { ...how, algorithm: how.algorithm ?? query.algorithm ?? 'penalty' }
  // A chain returns every time once, whatever it is a copy of.
  const doubled = merging.algorithm === 'chain' ? [] : read.flatMap((one) => copiesOf(one, window))
  // Under rate() Query adds up the resets in a chunk from its beginning, which may be before the window.
  const isKnown = doubled.every(({ layout }) => layout?.isVerified === true) && merging.mode !== 'counter'
  const copies = isKnown ? [] : doubled.map(({ stores }) => stores)
  const own = Object.fromEntries(Object.entries(found.replicas[0]!.labels).filter(([label]) => !found.labels.includes(label)))
  return {
    run: null,
    series: selector,
    selector,
    window: { from: window.from, to: writtenUntil(external, intervalsMs) },
    intervalMs: usual,
    intervalsMs,
    replicas: read.map((one, number) => replicaOf(one, intervalsMs[number]!, window)),
    scrapes: read.map(({ up }) => up && between(withOneBefore(up, window.from), { from: Number.NEGATIVE_INFINITY, to: window.to })),
    returned: merged[0]?.samples ?? [],
    how: merging,
    faults: [],
    predictions: [],
    warnings,
    partial: partialOf(warnings, query.stores, { labels: own, window, replicaLabels: found.telling }),
    copies,
    storeTimes: found.replicas.map((one) => storeTimes(query.stores, one.labels)),
    query,
    notes: [
      ...queryNotes(external, { found: found.labels, how, copies: doubled.map(({ stores }) => stores), isKnown }),
      ...(histograms ? [HISTOGRAMS] : []),
    ],
  }
}

/** The stores that have the same time of a replica, with what is known of their chunks. */
function copiesOf({ name, stores, layout }: Read, window: Window): { stores: Copies; layout: Layout | undefined }[] {
  const found = overlapOf(name, stores, window)
  return found === undefined ? [] : [{ stores: found, layout }]
}

/** A scrape has the time at which it begins; what is younger than an interval may be in one answer and not yet in another. */
function writtenUntil({ window: { from, to }, readAt }: ExternalSeries, intervalsMs: readonly number[]): number {
  const young = Math.min(Math.max(...intervalsMs), NEWEST_PART * (to - from))
  return Math.min(to, Math.round(readAt - young))
}

/** What is read of one replica, as far back as it is known. */
interface Read {
  name: string
  /** Their chunks cannot be computed: they are cut by other rules. */
  histograms: boolean
  own: Replica
  up: Samples | undefined
  /** undefined where there are not two samples. */
  intervalMs: number | undefined
  stores: QueryInfo['stores']
  layout: Layout | undefined
}

function readReplica(
  { name, labels, samples, histograms }: LabelledSeries & { name: string },
  { ups, query, window, layouts }: ExternalSeries,
): Read {
  const own = readSamples(name, samples)
  const up = scrapesOf(labels, own, ups)
  return {
    name,
    histograms: histograms === true,
    own,
    up,
    intervalMs: usualInterval(up ?? own),
    stores: storesWith(query.stores, labels, window),
    layout: histograms === true ? undefined : layouts?.get(labelsKey(labels)),
  }
}

/**
 * `up` of the very target that a series was scraped from: the series has all of its labels, the replica's and the external ones among them.
 * Others can have the same job and instance, in another cluster. A series that was not scraped with it (a rule's) has other times. `up` is its own.
 */
export function scrapesOf(labels: Record<string, string>, own: Samples, ups: readonly LabelledSeries[]): Samples | undefined {
  if (labels['__name__'] === 'up') return withoutMarkers(own)
  const fits = (up: LabelledSeries) => Object.entries(up.labels).every(([name, value]) => name === '__name__' || labels[name] === value)
  const [best] = ups.filter(fits).sort((one, other) => Object.keys(other.labels).length - Object.keys(one.labels).length)
  if (best === undefined) return undefined
  const up = readSamples('up', best.samples)
  return isScrapedWith(own, up) ? up : undefined
}

/** A series with the stale markers that `up` shows, and its scrape interval, milliseconds; undefined where it has too few samples to tell. */
export function withKnownMarkers(name: string, { labels, samples }: LabelledSeries, ups: readonly LabelledSeries[]) {
  const own = readSamples(name, samples)
  const up = scrapesOf(labels, own, ups)
  const intervalMs = usualInterval(up ?? own)
  return { intervalMs, marked: up === undefined || intervalMs === undefined ? own : withMarkers(own, up, intervalMs) }
}

/** The replica in the window, with its markers and its chunks. */
function replicaOf({ name, histograms, own, up, layout }: Read, intervalMs: number, window: Window): Replica {
  if (layout !== undefined) return { ...between(layout.own, window), name, given: layout.given }
  const marked = up === undefined ? own : withMarkers(own, up, intervalMs)
  return { ...between(marked, window), name, ...(histograms ? {} : { chunks: chunkStarts(marked) }) }
}
