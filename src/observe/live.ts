import type { Address } from '../lib/http.ts'
import { atMost } from '../lib/latest.ts'
import type { Window } from '../lib/time.ts'
import type { LiveProbe, LiveSeries } from '../model/live.ts'
import { NO_SERIES, STALLED } from '../model/probes.ts'
import { replicaNames } from '../model/workloads.ts'
import type { Lab } from '../runtime/runtime.ts'
import { rawSamples } from './prometheus.ts'

/*
 * A lab read again and again while it is watched. Each place is asked for itself: one that does not answer keeps what it gave before, and the
 * others go on. Reads only.
 */

/** The right edge of a look lies back by this much: a scrape takes its time from its timestamp to its sample, milliseconds. */
const EDGE_MS = 250
/** A look waits so long for its answers. What comes later is in the next one. */
const LOOK_MS = 700
/** How long one answer may take. Query: as long as a run's probe waits for it, so that a stall is measured to its end. */
const PATIENCE_MS = { query: 30_000, service: 5000, replica: 2000 }

/** The places that are asked at every look besides the replicas, which are the probes, too. */
const PROBED = ['query', 'service'] as const
type Probed = (typeof PROBED)[number]

export interface LiveReading {
  /** Left edge of all series, Unix ms. */
  from: number
  /** The first one is what the probes ask for. */
  selectors: readonly string[]
  /** What was known before, of the same places. */
  series?: readonly LiveSeries[]
  probes?: Readonly<Record<string, readonly LiveProbe[]>>
}

export interface LiveLook {
  /** When it began, Unix ms. */
  at: number
  series: LiveSeries[]
  probes: Record<string, LiveProbe[]>
  /** What one answer takes at the moment, ms: the quickest of this look. */
  quickestMs: number
}

export interface LiveReader extends Pick<LiveReading, 'from' | 'selectors'> {
  /** Never throws. */
  look(): Promise<LiveLook>
}

/** A place that one selector is read from. */
interface Place {
  series: LiveSeries
  /** When the request that is under way began, by performance.now(). */
  begun?: number
}

/** Reads each selector from every replica, through Query and through the Service: all at once, each place once at a time. */
export function startLiveReader(
  lab: Pick<Lab, 'address' | 'settings'>,
  { from, selectors, series: before = [], probes: known = {} }: LiveReading,
  signal: AbortSignal,
): LiveReader {
  const sources = [...replicaNames(lab.settings.replicas), ...PROBED]
  const places = selectors.flatMap((selector) => sources.map((source): Place => ({ series: begin(source, selector, from, before) })))
  const probes: Record<Probed, LiveProbe[]> = { query: [...(known['query'] ?? [])], service: [...(known['service'] ?? [])] }

  const probeOf = ({ series: { source, selector } }: Place): LiveProbe[] | undefined =>
    selector === selectors[0] ? PROBED.flatMap((name) => (name === source ? [probes[name]] : []))[0] : undefined

  const read = async (place: Place, at: number): Promise<number> => {
    const { source, selector } = place.series
    const begun = performance.now()
    place.begun = begun
    const window = { from, to: Math.max(from + 1, at - EDGE_MS) }
    const answer = await answerOf(() => lab.address(source), source, selector, window, signal)
    delete place.begun
    const ms = performance.now() - begun
    // Before the first sample is due, an answer without a series is as it should be.
    const isDue = window.to - from > lab.settings.scrapeIntervalMs
    const error = answer.error === NO_SERIES && !isDue ? undefined : answer.error
    if (signal.aborted) return Infinity
    probeOf(place)?.push({ at, ms: Math.round(ms), ...(error === undefined ? {} : { error }) })
    const { error: _before, ...kept } = place.series
    // That there is no series is an answer.
    const readTo = answer.error === undefined || answer.error === NO_SERIES ? { readTo: window.to } : {}
    place.series = { ...kept, ...answer.series, ...readTo, ...(error === undefined ? {} : { error }) }
    return error === undefined ? ms : Infinity
  }

  return {
    from,
    selectors,
    async look() {
      const at = Date.now()
      for (const place of places)
        if (place.begun !== undefined) probeOf(place)?.push({ at, ms: Math.round(performance.now() - place.begun), error: STALLED })
      let quickestMs = Infinity
      const free = places.filter(({ begun }) => begun === undefined)
      const reads = free.map(async (place) => {
        quickestMs = Math.min(quickestMs, await read(place, at))
      })
      await atMost(Promise.all(reads), LOOK_MS)
      return {
        at,
        series: places.map(({ series }) => series),
        probes: Object.fromEntries(PROBED.map((name) => [name, since(probes[name], from)])),
        quickestMs: Number.isFinite(quickestMs) ? quickestMs : 0,
      }
    },
  }
}

function begin(source: string, selector: string, from: number, before: readonly LiveSeries[]): LiveSeries {
  const known = before.find((one) => one.source === source && one.selector === selector)
  const samples = (known?.samples ?? []).filter(([seconds]) => seconds * 1000 > from)
  return { source, selector, samples, readTo: known?.readTo ?? from, ...(known?.labels === undefined ? {} : { labels: known.labels }) }
}

/** The probes from the first on that is not before an edge. */
function since(probes: LiveProbe[], from: number): LiveProbe[] {
  const first = probes.findIndex(({ at }) => at >= from)
  if (first > 0) probes.splice(0, first)
  return first < 0 ? [] : [...probes]
}

/** One series, or why there is none. */
async function answerOf(
  address: () => Address,
  source: string,
  selector: string,
  window: Window,
  signal: AbortSignal,
): Promise<{ series?: Pick<LiveSeries, 'labels' | 'samples'>; error?: string }> {
  try {
    const timeoutMs = source === 'query' || source === 'service' ? PATIENCE_MS[source] : PATIENCE_MS.replica
    const answer = await rawSamples(address(), selector, window, { timeoutMs, signal, ...(source === 'query' ? { dedup: true } : {}) })
    if ('error' in answer) return { error: answer.error }
    const [first, ...others] = answer.series
    if (first === undefined) return { error: NO_SERIES }
    return others.length === 0
      ? { series: { labels: first.labels, samples: first.samples } }
      : { error: `gave ${answer.series.length} series, not one` }
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) }
  }
}
