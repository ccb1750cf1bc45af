import type { Window } from '../lib/time.ts'
import { chunkStarts } from './head-chunks.ts'
import { between, type GivenChunk, type Samples } from './samples.ts'

/**
 * The chunks of a series that a store gives Query for a window, whose left edge is open.
 *
 * `samples`: all that this store has, stale markers too, since `historyFrom` and up to the boundary of blocks after the window. `isCut`: a sidecar gets
 * chunks from Prometheus that are cut to the window. A store gateway, a receiver and a ruler give whole ones, so that a chunk can begin
 * before the window, and can have no sample in it.
 *
 * Source: Thanos v0.42.4, pkg/store/prometheus.go (remote read), pkg/store/tsdb.go (DisableTrimming), pkg/store/bucket.go (LoadSeriesForTime);
 * Prometheus v3.16.0, tsdb/querier.go (blockBaseSeriesSet, populateWithDelChunkSeriesIterator).
 */
export function givenChunks(samples: Samples, window: Window, isCut: boolean): GivenChunk[] {
  return chunkSpans(samples).flatMap((span): GivenChunk[] => {
    if (span.to <= window.from || span.from > window.to) return []
    const inside = between(between(samples, { from: span.from - 1, to: span.to }), window)
    const whole = isCut ? inside : between(samples, { from: span.from - 1, to: span.to })
    if (whole.t.length === 0) return []
    return [{ from: whole.t[0]!, to: whole.t.at(-1)!, t: inside.t, key: keyOf(whole) }]
  })
}

/** The first and the last sample of each chunk, Unix ms, in order. */
export function chunkSpans(samples: Samples): Window[] {
  const { t } = samples
  const starts = chunkStarts(samples)
  const places = new Map(Array.from(t, (time, place) => [time, place]))
  return starts.map((from, number) => {
    const next = starts[number + 1]
    return { from, to: t[(next === undefined ? t.length : places.get(next)!) - 1]! }
  })
}

/**
 * A chunk's bytes begin with the number of its samples, the first time and the first value, and large bytes come first: so does the key. What follows
 * tells chunks apart, and does not show which has the larger bytes. Source: Prometheus v3.16.0, tsdb/chunkenc/xor.go.
 */
function keyOf({ t, v, stale }: Samples): string {
  const view = new DataView(new ArrayBuffer(8))
  const bits = (place: number) => {
    view.setFloat64(0, v[place]!)
    return stale.has(place) ? 'stale' : view.getBigUint64(0).toString(16).padStart(16, '0')
  }
  const rest = Array.from(t, (time, place) => `${time}:${bits(place)}`).join()
  return `${String(t.length).padStart(6, '0')} ${bits(0)} ${rest}`
}
