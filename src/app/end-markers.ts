import { STALE } from '../dedup/samples.ts'
import { silences } from '../dedup/stale-markers.ts'
import { withKnownMarkers } from '../explain/inputs/external.ts'
import type { Address } from '../lib/http.ts'
import { toMs, type Window } from '../lib/time.ts'
import { labelsKey, seriesSelector } from '../model/labels.ts'
import type { QueryInfo } from '../model/query-info.ts'
import { graph, type QueryOptions, type Series } from '../observe/prometheus.ts'

/*
 * Stale markers that `up` does not show: those of a target that is removed or changed, of a rule's series that ends, of `up` itself. No range vector has
 * them, but an instant vector ends with one: where Query looks back as far as a sample, and returns no value, there is a marker between.
 */

interface MarkerOptions extends QueryOptions {
  ownLookbackMs: number
}

export interface MarkerRequest {
  window: Window
  query: Pick<QueryInfo, 'lookbackMs'>
  /** As Query returns them without merging, from before the window on; up to its right edge. */
  series: readonly Series[]
  ups: readonly Series[]
  /** The address of the one store that is read; left out: all. */
  store?: string
  /** So many silences are looked into at most; each takes `MARKER_REQUESTS` at most. */
  most: number
}

/** Prometheus's and Query's own default. Source: Thanos v0.42.4, cmd/thanos/query.go (`--query.lookback-delta`). */
const LOOKBACK_MS = 300_000
/** Of a silence of up to 60 hours: three, and one to tell its end from that of Query's own look-back. */
export const MARKER_REQUESTS = 4
/** At so many times Query is asked for a value, and again between two of them. */
const STEPS = 600
const TIMEOUT_MS = 60_000

/** The series, with those markers among their samples, as `readSamples` takes them. Where Query does not answer, they are as they were. */
export async function withEndMarkers(address: Address, request: MarkerRequest): Promise<Series[]> {
  const { window, series, query, store, most } = request
  const ownLookbackMs = query.lookbackMs ?? LOOKBACK_MS
  const how: QueryOptions = { dedup: false, histograms: 'count', timeoutMs: TIMEOUT_MS, ...(store === undefined ? {} : { store }) }
  const all = series.flatMap((one, number) => silencesOf(one, request).map((silence) => ({ number, silence })))
  // Those outside the window only tell how many samples a chunk has.
  const share = ({ silence: { from, to } }: (typeof all)[number]) => Math.max(0, Math.min(to, window.to) - Math.max(from, window.from))
  const chosen = all.sort((one, other) => share(other) - share(one) || other.silence.from - one.silence.from).slice(0, most)
  const found = new Map<number, number[]>()
  // One after the other: a Query evaluates few queries at once.
  for (const { number, silence } of chosen) {
    const marker = await readMarker(address, series[number]!.labels, silence, { ...how, ownLookbackMs })
    if (marker !== undefined) found.set(number, [...(found.get(number) ?? []), marker])
  }
  return series.map((one, number) => withMarkersAt(one, found.get(number)))
}

function silencesOf(series: Series, { ups, window }: MarkerRequest): Window[] {
  const { marked, intervalMs } = withKnownMarkers('', series, ups)
  return intervalMs === undefined ? [] : silences(marked, intervalMs, window.to)
}

function withMarkersAt(series: Series, markers: readonly number[] | undefined): Series {
  if (markers === undefined) return series
  const samples = [...series.samples, ...markers.map((time): Series['samples'][number] => [time / 1000, STALE])]
  return { ...series, samples: samples.sort(([one], [other]) => one - other) }
}

/**
 * The time (Unix ms) from which on a series has no value, between a sample and `to`; undefined where it has one until the end, and where
 * Query does not tell. `from`: the sample's time.
 */
async function readMarker(
  address: Address,
  labels: Series['labels'],
  { from, to }: Window,
  how: MarkerOptions,
): Promise<number | undefined> {
  const lookbackMs = to - from + 1
  let [last, bound] = [from, to - 1]
  for (;;) {
    const stepMs = Math.ceil((bound - last) / STEPS)
    const grid = { from: bound - stepMs * Math.floor((bound - last) / stepMs), to: bound, stepMs }
    const found = await lastValue(address, labels, grid, { ...how, lookbackMs })
    // At the sample itself there is a value: without it, the answer is not the series'.
    if (found === 'unknown' || (found === undefined ? stepMs === 1 : found < last)) return undefined
    last = found ?? last
    if (last >= to - 1) return undefined
    if (stepMs === 1) break
    bound = Math.min(bound, last + stepMs)
  }
  const isOwnEnd = last + 1 - from === how.ownLookbackMs
  return isOwnEnd && !(await takesLookback(address, labels, from, how)) ? undefined : last + 1
}

/** Whether Query takes the look-back of a request: one that does not has no value after its own. */
async function takesLookback(address: Address, labels: Series['labels'], sample: number, how: QueryOptions): Promise<boolean> {
  const beyond = { from: sample + 2, to: sample + 2, stepMs: 1 }
  return (await lastValue(address, labels, beyond, { ...how, lookbackMs: 1 })) === undefined
}

/** The last time (Unix ms) at which a series has a value; undefined: it has none. A part of the answer tells nothing. */
async function lastValue(
  address: Address,
  labels: Series['labels'],
  window: Window & { stepMs: number },
  how: QueryOptions,
): Promise<number | undefined | 'unknown'> {
  const answer = await graph(address, seriesSelector(labels), window, how)
  if ('error' in answer || answer.warnings.length > 0) return 'unknown'
  const own = answer.series.find((one) => labelsKey(one.labels) === labelsKey(labels))
  const last = own?.samples.at(-1)
  return last === undefined ? undefined : toMs(last[0])
}
