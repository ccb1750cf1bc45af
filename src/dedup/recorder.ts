import type { Cursor } from './cursor.ts'
import { type Lane, placeAt, replicaAt } from './lanes.ts'
import { placeAfter, type Replica, type Samples } from './samples.ts'

export interface How {
  /** `counter` under rate, increase, irate and resets (Thanos v0.42.4, pkg/dedup/iter.go, isCounter). Default: plain, as everywhere else. */
  mode?: 'plain' | 'counter'
  /** Query's `--deduplication.func`. Default: penalty, as Query's. */
  algorithm?: 'penalty' | 'chain'
}

/** A change from one replica to another. */
export interface Switch {
  /** The first sample of the other one: its place among the merged samples, and its time. */
  place: number
  at: number
  /** Numbers of replicas. */
  from: number
  to: number
  /** The penalty of the other one when it was sought, milliseconds. 0: a lane goes on with a chunk of the other one. */
  penaltyMs: number
  /** Times of samples of the other one that are later than the last one returned, and were skipped; stale markers are none. */
  skipped: number[]
}

/** Merged samples, with arrays of the same length that say where each comes from. Stale markers are there: PromQL drops them only later. */
export interface Merged extends Samples {
  /** The replicas by their numbers. */
  replicas: string[]
  /** Number of the replica that each comes from, and its place there. */
  sources: Uint16Array
  places: Uint32Array
  /** Every change of the source; of a chain, where nearly every sample is one, none is listed. */
  switches: Switch[]
}

/** The merge without what is later than `to`, Unix ms: it goes by what was before, so that its end can be cut off. */
export function mergedUntil(whole: Merged, to: number): Merged {
  const end = placeAfter(whole.t, to)
  return {
    ...whole,
    t: whole.t.subarray(0, end),
    v: whole.v.subarray(0, end),
    sources: whole.sources.subarray(0, end),
    places: whole.places.subarray(0, end),
    stale: new Set([...whole.stale].filter((place) => place < end)),
    switches: whole.switches.filter(({ place }) => place < end),
  }
}

/** Records what a merge returns, in arrays that are long enough for all of it. */
export class Tape {
  #size = 0
  readonly #t: Float64Array
  readonly #v: Float64Array
  readonly #sources: Uint16Array
  readonly #places: Uint32Array
  readonly #switches: Switch[] = []
  readonly #lanes: readonly Lane[]
  readonly #replicas: readonly Replica[]
  readonly #how: How

  constructor(lanes: readonly Lane[], replicas: readonly Replica[], how: How) {
    const length = lanes.reduce((sum, { t }) => sum + t.length, 0)
    this.#t = new Float64Array(length)
    this.#v = new Float64Array(length)
    this.#sources = new Uint16Array(length)
    this.#places = new Uint32Array(length)
    this.#lanes = lanes
    this.#replicas = replicas
    this.#how = how
  }

  add(answer: Cursor): void {
    const size = this.#size
    const lane = this.#lanes[answer.lane]!
    const source = replicaAt(lane, answer.at)
    this.#t[size] = answer.t
    this.#v[size] = answer.value()
    this.#sources[size] = source
    this.#places[size] = placeAt(lane, answer.at)
    this.#size += 1
    if (size > 0 && source !== this.#sources[size - 1] && this.#how.algorithm !== 'chain') this.#switch(answer.carried)
  }

  #switch(penaltyMs: number): void {
    const place = this.#size - 1
    const [from, to] = [this.#sources[place - 1]!, this.#sources[place]!]
    const found = { place: this.#places[place]!, counts: this.#how.mode === 'counter' }
    const skipped = skippedSamples(this.#replicas[to]!, this.#t[place - 1]!, found)
    this.#switches.push({ place, at: this.#t[place]!, from, to, penaltyMs, skipped })
  }

  merged(): Merged {
    const kept = <T extends Float64Array | Uint16Array | Uint32Array>(array: T) => array.slice(0, this.#size) as T
    const arrays = { t: kept(this.#t), v: kept(this.#v), sources: kept(this.#sources), places: kept(this.#places) }
    return { replicas: this.#replicas.map(({ name }) => name), ...arrays, stale: markers(arrays, this.#replicas), switches: this.#switches }
  }
}

/** Samples of a replica that are later than the last one answered, and before its first one that is. A stale marker is none to a reader, NaN none to a counter. */
function skippedSamples({ t, v, stale }: Replica, after: number, { place, counts }: { place: number; counts: boolean }): number[] {
  let first = place
  while (first > 0 && t[first - 1]! > after) first -= 1
  return Array.from(t.subarray(first, place)).filter((_, index) => !stale.has(first + index) && !(counts && Number.isNaN(v[first + index])))
}

/** Places of the stale markers among merged samples. */
function markers({ sources, places }: Pick<Merged, 'sources' | 'places'>, replicas: readonly Replica[]): Set<number> {
  const stale = new Set<number>()
  if (replicas.every((replica) => replica.stale.size === 0)) return stale
  sources.forEach((source, place) => {
    if (replicas[source]!.stale.has(places[place]!)) stale.add(place)
  })
  return stale
}
