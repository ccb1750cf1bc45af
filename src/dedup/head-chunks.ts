import type { Samples } from './samples.ts'

/** No chunk reaches over these boundaries: `--storage.tsdb.min-block-duration` in the manifests, Prometheus's default. */
const RANGE_MS = 2 * 3600 * 1000
/** Source of the figures and of the rule: Prometheus v3.16.0, tsdb/head.go, tsdb/head_append.go (appendPreprocessor), tsdb/chunkenc/chunk.go. */
const SAMPLES = 120
const MOST_BYTES = 1024 - 19

/** From when on (Unix ms, not included) samples have to be known to compute where the chunks of a window begin. */
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

/** The bits of a stale marker, and of a NaN that a target gave; the rest of a NaN's bits JavaScript does not tell. Source: Prometheus, model/value/value.go. */
const MARKER = [0x7ff00000, 2] as const
const NOT_A_NUMBER = [0x7ff80000, 1] as const

/**
 * How large a chunk of floats becomes, without its bytes. Source: Prometheus v3.16.0, tsdb/chunkenc/xor.go (its default encoding).
 */
export class ChunkSize {
  count = 0
  #bits = 16
  #t = 0
  #distance = 0
  #high = 0
  #low = 0
  #leading = -1
  #trailing = 0
  readonly #view = new DataView(new ArrayBuffer(8))

  get bytes(): number {
    return Math.ceil(this.#bits / 8)
  }

  add(t: number, v: number, stale: boolean): void {
    const distance = t - this.#t
    if (this.count === 0) this.#bits += 8 * bytesOf(2 * t) + 64
    else if (this.count === 1) this.#bits += 8 * bytesOf(distance)
    else this.#bits += timeBits(distance - this.#distance)
    const [high, low] = stale ? MARKER : Number.isNaN(v) ? NOT_A_NUMBER : this.#halves(v)
    if (this.count > 0) this.#bits += this.#valueBits((high ^ this.#high) >>> 0, (low ^ this.#low) >>> 0)
    this.#t = t
    this.#distance = distance
    this.#high = high
    this.#low = low
    this.count += 1
  }

  #halves(v: number): [high: number, low: number] {
    this.#view.setFloat64(0, v)
    return [this.#view.getUint32(0), this.#view.getUint32(4)]
  }

  /** Only the bits that change are written; where they lie, only when they do not lie where those of the value before did. */
  #valueBits(high: number, low: number): number {
    if (high === 0 && low === 0) return 1
    const leading = Math.min(31, high === 0 ? 32 : Math.clz32(high))
    const trailing = low === 0 ? 32 + trailingZeros(high) : trailingZeros(low)
    if (this.#leading >= 0 && leading >= this.#leading && trailing >= this.#trailing) return 2 + 64 - this.#leading - this.#trailing
    this.#leading = leading
    this.#trailing = trailing
    return 2 + 5 + 6 + 64 - leading - trailing
  }
}

/** Of a varint. */
function bytesOf(number: number): number {
  return number < 128 ? 1 : 1 + bytesOf(Math.floor(number / 128))
}

/** By how much the distance of two samples differs from the one before. */
function timeBits(change: number): number {
  if (change === 0) return 1
  const fits = (bits: number) => -(2 ** (bits - 1) - 1) <= change && change <= 2 ** (bits - 1)
  return fits(14) ? 16 : fits(17) ? 20 : fits(20) ? 24 : 68
}

function trailingZeros(half: number): number {
  return 31 - Math.clz32(half & -half)
}
