import { LabError } from '../lib/errors.ts'
import type { Window } from '../lib/time.ts'
import type { Sample } from '../model/run.ts'

/**
 * One series in order of time, each time once: whole Unix milliseconds, and values. Two arrays of numbers take 16 bytes a sample.
 *
 * A stale marker is a sample here, as it is to Query: its value is NaN, and its place is in `stale`. Prometheus tells it from an
 * ordinary NaN by bits of the number, which JavaScript does not promise to keep.
 */
export interface Samples {
  t: Float64Array
  v: Float64Array
  stale: ReadonlySet<number>
}

/** What one replica has of a series. */
export interface Replica extends Samples {
  name: string
  /** Times (Unix ms) of samples that begin a chunk (`chunkStarts`), where they are known. */
  chunks?: readonly number[]
  /** The chunks that Query is given of it, of all stores together, where that is known (`givenChunks`); they go before `chunks`. */
  given?: readonly GivenChunk[]
}

/** A chunk as a store gives it. Unix ms. */
export interface GivenChunk {
  /** Its first and last sample, also where they are outside the window. */
  from: number
  to: number
  /** The times of its samples that are in the window; there can be none. */
  t: Float64Array
  /** The same for chunks with the same bytes. Of two that begin and end at the same times, the chunk with the larger key comes first. */
  key: string
}

/** How a stale marker is written where values are text, as in Prometheus's own unit tests. */
export const STALE = 'stale'

const WORDS: Record<string, number> = { NaN: Number.NaN, '+Inf': Number.POSITIVE_INFINITY, '-Inf': Number.NEGATIVE_INFINITY }

/**
 * Samples in Prometheus's own shape → a replica's. `stale` is a stale marker. Throws `samples`, which names the replica, for times that
 * are no numbers, come twice or go back, and for values that are no floats: native histograms among them.
 */
export function readSamples(name: string, samples: readonly Sample[]): Replica {
  const t = new Float64Array(samples.length)
  const v = new Float64Array(samples.length)
  const stale = new Set<number>()
  samples.forEach(([seconds, text], place) => {
    t[place] = Math.round(seconds * 1000)
    v[place] = text === STALE ? Number.NaN : readValue(name, seconds, text)
    if (text === STALE) stale.add(place)
  })
  const read = { name, t, v, stale }
  refuseDisorder(read)
  return read
}

function readValue(name: string, seconds: number, text: unknown): number {
  if (typeof text === 'object' && text !== null)
    throw unfit(name, `the sample at ${seconds} is a native histogram; only floats can be merged here`)
  const value = typeof text === 'string' && text.trim() !== '' ? (WORDS[text] ?? Number(text)) : undefined
  if (value === undefined || (Number.isNaN(value) && text !== 'NaN'))
    throw unfit(name, `the sample at ${seconds} has no number: ${JSON.stringify(text)}`)
  return value
}

/** Throws `samples` where times are not whole milliseconds that go up. */
export function refuseDisorder({ name, t, v }: Replica): void {
  if (t.length !== v.length) throw unfit(name, `${t.length} times, but ${v.length} values`)
  let last = Number.NEGATIVE_INFINITY
  for (let place = 0; place < t.length; place += 1) {
    const time = t[place]!
    // Written so that NaN is refused too.
    if (!(time > last) || !Number.isInteger(time)) throw unfit(name, disorder(time, last))
    last = time
  }
}

function disorder(time: number, last: number): string {
  if (!Number.isInteger(time)) return `a sample's time is ${time}, not a whole number of milliseconds`
  if (time === last) return `two samples at ${time / 1000}`
  return `the sample at ${time / 1000} comes after the one at ${last / 1000}`
}

function unfit(name: string, what: string): LabError {
  return new LabError('samples', `${name}: ${what}`)
}

/** Samples → Prometheus's own shape, stale markers left out: what a range vector shows. */
export function shown({ t, v, stale }: Samples): Sample[] {
  return Array.from(t, (time, place): Sample => [time / 1000, valueWord(v[place]!)]).filter((_, place) => !stale.has(place))
}

/** The samples that are no stale markers. */
export function withoutMarkers({ t, v, stale }: Samples): Samples {
  const isReal = (_: number, place: number) => !stale.has(place)
  return { t: t.filter(isReal), v: v.filter(isReal), stale: new Set() }
}

/** A value as Prometheus writes it. */
export function valueWord(value: number): string {
  if (Number.isFinite(value)) return String(value)
  return Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf'
}

/** The samples of a window; no copy of them. */
export function between<S extends Samples>(samples: S, { from, to }: Window): S {
  const begin = placeAfter(samples.t, from)
  const end = Math.max(begin, placeAfter(samples.t, to))
  const stale = [...samples.stale].map((place) => place - begin).filter((place) => place >= 0 && place < end - begin)
  return { ...samples, t: samples.t.subarray(begin, end), v: samples.v.subarray(begin, end), stale: new Set(stale) }
}

/** The place of the first sample later than a time. */
export function placeAfter(t: Float64Array, time: number): number {
  let [low, high] = [0, t.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (t[middle]! <= time) low = middle + 1
    else high = middle
  }
  return low
}
