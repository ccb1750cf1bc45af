import { ChunkSize } from './chunk-size.ts'
import type { Samples } from './samples.ts'

/** No chunk reaches over these boundaries: `--storage.tsdb.min-block-duration` in the manifests, Prometheus's default. */
const RANGE_MS = 2 * 3600 * 1000
/** Source of the figures and of the rule: Prometheus v3.16.0, tsdb/head.go, tsdb/head_append.go (appendPreprocessor), tsdb/chunkenc/chunk.go. */
const SAMPLES = 120
const MOST_BYTES = 1024 - 19

/** From when on (Unix ms, not included) samples have to be known to tell where the chunks of a window begin. */
export function historyFrom(windowFrom: number): number {
  return Math.floor(windowFrom / RANGE_MS) * RANGE_MS - 1
}

/**
 * The times of the samples with which Prometheus began a new chunk, the first of all among them. The HTTP API does not show chunks, but how they are
 * cut follows from the samples (stale markers with them, `withMarkers`): all since `historyFrom`, or since the series began. A restart does not
 * change it, as the log is replayed.
 */
export function chunkStarts({ t, v, stale }: Samples): number[] {
  const starts: number[] = []
  let size = new ChunkSize()
  let end = Number.NEGATIVE_INFINITY
  t.forEach((time, place) => {
    const start = starts.at(-1) ?? time
    if (size.count === SAMPLES / 4) end = plannedEnd(start, t[place - 1]!, end)
    if (time >= end || size.bytes > MOST_BYTES || size.count >= 2 * SAMPLES) {
      starts.push(time)
      size = new ChunkSize()
      end = Math.floor(time / RANGE_MS) * RANGE_MS + RANGE_MS
    }
    size.add(time, v[place]!, stale.has(place))
  })
  return starts
}

/** With a quarter of its samples, a chunk is given the end that leaves equal chunks up to the boundary. */
function plannedEnd(start: number, last: number, boundary: number): number {
  const chunks = (boundary - start) / ((last - start + 1) * 4)
  return chunks <= 1 ? boundary : Math.trunc(start + (boundary - start) / Math.floor(chunks))
}
