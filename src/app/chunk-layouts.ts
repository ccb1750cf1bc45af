import { chunkSpans, givenChunks } from '../dedup/given-chunks.ts'
import { historyFrom } from '../dedup/head-chunks.ts'
import { type GivenChunk, placeAfter, type Samples } from '../dedup/samples.ts'
import { withEndMarkers } from './end-markers.ts'
import { type Layout, withKnownMarkers } from '../explain/inputs/external.ts'
import { storesWith } from '../explain/inputs/stores.ts'
import type { Address } from '../lib/http.ts'
import type { Window } from '../lib/time.ts'
import { labelsKey, seriesSelector } from '../model/labels.ts'
import type { QueryInfo, StoreInfo } from '../model/query-info.ts'
import { readStore, type StoreAnswer } from '../observe/external-query.ts'
import type { Series } from '../observe/prometheus.ts'
import { type StoreSamples, storeSamples } from '../observe/store-samples.ts'

/*
 * In which chunks each store gives a series. The HTTP API does not show chunks. They are computed from what each store has, and then Query is
 * asked how many chunks and samples it takes from each: it says that for a window, and around a border it is two chunks.
 */

export interface LayoutRequest {
  selector: string
  window: Window
  query: QueryInfo
  /** Each replica's series, as Query returns them without merging. */
  series: readonly Series[]
}

/** What one store has of one series. */
interface StoreCopy {
  store: StoreInfo
  samples: Samples
  /** Prometheus cuts its chunks to the window. */
  isCut: boolean
}

/** Of one store at most. */
const MOST_SILENCES = 24
/** More borders in a window are not verified. */
const MOST_BORDERS = 24
const RANGE_MS = 7_200_000
/** A store's newest chunk may grow between two requests. */
const YOUNG_MS = 120_000

/**
 * The layouts of the series, by `labelsKey`. Empty where each replica has one store, a sidecar, and `chunkStarts` says all; where a Query behind
 * Query hides its stores; and where a store did not answer. Reads only.
 */
export async function readLayouts(address: Address, request: LayoutRequest): Promise<Map<string, Layout>> {
  const { query, series, window } = request
  const storesOf = new Map(series.map((one) => [labelsKey(one.labels), storesWith(query.stores, one.labels, window)]))
  const all = [...storesOf.values()]
  const isPlain = all.every((stores) => stores.length === 1 && stores[0]!.type === 'sidecar')
  const isHidden = query.stores.some(({ type }) => type === 'query')
  if (isPlain || isHidden || series.some(({ histograms }) => histograms === true)) return new Map()
  const stores = [...new Set(all.flat())]
  const answers = await Promise.all(stores.map((store) => readStoreWithMarkers(address, store.name, request)))
  const layouts = await Promise.all(
    series.map(async ({ labels }): Promise<[string, Layout][]> => {
      const key = labelsKey(labels)
      const copies = stores.map((store, number) => {
        const own = answers[number]?.series.find((one) => labelsKey(one.labels) === key)
        return own === undefined ? undefined : copyOf(store, own, answers[number]!.ups)
      })
      const found = copies.filter((copy) => copy !== undefined)
      const layout = answers.includes(undefined) ? undefined : await layoutOf(address, labels, found, window)
      return layout === undefined ? [] : [[key, layout]]
    }),
  )
  return new Map(layouts.flat())
}

async function readStoreWithMarkers(
  address: Address,
  store: string,
  { selector, window, query }: LayoutRequest,
): Promise<StoreAnswer | undefined> {
  const around = aroundOf(window)
  const answer = await readStore(address, selector, store, around)
  if (answer === undefined) return undefined
  const found = await withEndMarkers(address, { window: { ...window, to: around.to }, query, ...answer, store, most: MOST_SILENCES })
  return { ...answer, series: found }
}

/** From where the chunks of a window follow on, up to where its last ones end: none reaches over a boundary of blocks. */
function aroundOf({ from, to }: Window): Window {
  const end = Math.floor(to / RANGE_MS) * RANGE_MS + RANGE_MS - 1
  return { from: historyFrom(from) - EARLIER_MS, to: Math.min(Date.now(), end) }
}
/** Of a first scrape it cannot be known what was there before. */
const EARLIER_MS = 300_000

function copyOf(store: StoreInfo, series: Series, ups: readonly Series[]): StoreCopy {
  return { store, samples: withKnownMarkers(store.name, series, ups).marked, isCut: store.type === 'sidecar' }
}

async function layoutOf(
  address: Address,
  labels: Record<string, string>,
  copies: StoreCopy[],
  window: Window,
): Promise<Layout | undefined> {
  const own = unionOf(copies.map(({ samples }) => samples))
  if (own === undefined) return undefined
  const given = copies.flatMap(({ samples, isCut }) => givenChunks(samples, window, isCut))
  return { own, given: eachOnce(given), isVerified: await isVerified(address, labels, copies, window) }
}

function eachOnce(given: GivenChunk[]): GivenChunk[] {
  return [...new Map(given.map((chunk) => [`${chunk.from} ${chunk.to} ${chunk.key}`, chunk])).values()]
}

/** The samples of several stores; undefined where they disagree: of a time that several have, the value is the same. */
function unionOf(all: readonly Samples[]): Samples | undefined {
  const [first, ...rest] = all
  if (first === undefined || rest.length === 0) return first
  const values = new Map<number, { v: number; stale: boolean }>()
  for (const { t, v, stale } of all)
    for (const [place, time] of t.entries()) {
      const one = { v: v[place]!, stale: stale.has(place) }
      const known = values.get(time)
      if (known !== undefined && (known.stale !== one.stale || !Object.is(known.v, one.v))) return undefined
      values.set(time, one)
    }
  const t = Float64Array.from(values.keys()).sort()
  return {
    t,
    v: t.map((time) => values.get(time)!.v),
    stale: new Set(Array.from(t.keys()).filter((place) => values.get(t[place]!)!.stale)),
  }
}

/** Whether Query takes from each store the chunks that are computed, in the window and around every border of them. */
async function isVerified(address: Address, labels: Record<string, string>, copies: StoreCopy[], window: Window): Promise<boolean> {
  const borders = bordersOf(copies, window)
  if (borders.length > MOST_BORDERS) return false
  const selector = seriesSelector(labels)
  // One after the other: a Query evaluates few queries at once, and the first answer that differs is enough.
  for (const one of [window, ...borders]) {
    const taken = await storeSamples(address, `count_over_time(${selector}[${one.to - one.from}ms])`, one.to)
    if (taken === undefined || !copies.every((copy) => isAsTaken(copy, one, taken.get(copy.store.name)))) return false
  }
  return true
}

/** A window of the two samples beside each border of the chunks that reach into a window. */
function bordersOf(copies: readonly StoreCopy[], window: Window): Window[] {
  const all = copies.flatMap(({ samples }) => {
    const spans = chunkSpans(samples).filter(({ from, to }) => to > window.from && from <= window.to)
    const starts = spans.flatMap(({ from, to }) => [from, samples.t[placeAfter(samples.t, to)] ?? Number.NaN])
    return starts.flatMap((start): Window[] => {
      const before = samples.t[placeAfter(samples.t, start - 1) - 1]
      // No chunk reaches over a boundary of blocks; what is before it is not read to its beginning.
      const isSure = before === undefined || before <= historyFrom(window.from)
      return isSure || Number.isNaN(start) ? [] : [{ from: before - 1, to: start }]
    })
  })
  return [...new Map(all.map((one) => [`${one.from} ${one.to}`, one])).values()]
}

function isAsTaken({ samples, isCut }: StoreCopy, window: Window, taken: StoreSamples | undefined): boolean {
  const { chunks = 0, samples: count = 0 } = taken ?? {}
  const given = givenChunks(samples, window, isCut)
  if (chunks !== given.length) return false
  const newest = given.at(-1)?.to ?? Number.NEGATIVE_INFINITY
  if (!isCut && newest > Date.now() - YOUNG_MS) return true
  return count === sizeOf(given)
}

/** The number of samples is the first word of a key. */
function sizeOf(given: readonly GivenChunk[]): number {
  return given.reduce((sum, { key }) => sum + Number.parseInt(key, 10), 0)
}
