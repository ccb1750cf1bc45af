import type { Lane } from './lanes.ts'

/**
 * A walk over samples that never goes back, always on its current sample while it is `alive`. Fields, not getters: these are read
 * for every sample.
 */
export interface Cursor {
  alive: boolean
  /** The time of the current sample, and where it stands: which lane, and which place there. */
  t: number
  lane: number
  at: number
  /** The current sample was returned, and not only skipped. */
  taken: boolean
  /** The penalty of its lane when the current sample was found, milliseconds. */
  carried: number
  /** The current value, adjusted. */
  value(): number
  /** Goes on to the first sample at `from` or later, or stays on it; whether there is one. */
  seek(from: number): boolean
  /** Counters only: raises this and all later values, so that none is below the one answered last. */
  adjust(answered: number): void
}

/** Called for a sample that is skipped, because samples from `from` on were sought. */
export type Skipped = (lane: number, at: number, from: number) => void

/** The walk over one lane. Source: Thanos, pkg/query/iter.go (chunkSeriesIterator.Seek) and pkg/dedup/iter.go (counterErrAdjustSeriesIterator). */
export class LaneCursor implements Cursor {
  readonly lane: number
  alive: boolean
  t: number
  at = 0
  taken = false
  readonly carried = 0
  readonly #times: Float64Array
  readonly #values: Float64Array
  readonly #skipped: Skipped | undefined
  #adjustment = 0

  constructor(number: number, { t, v }: Lane, skipped?: Skipped) {
    this.lane = number
    this.#times = t
    this.#values = v
    this.#skipped = skipped
    this.alive = t.length > 0
    this.t = t[0] ?? Number.NaN
  }

  value(): number {
    const value = this.#values[this.at]!
    // Not added where it is nothing: the sign of -0 would be lost.
    return this.#adjustment === 0 ? value : value + this.#adjustment
  }

  seek(from: number): boolean {
    while (this.alive && this.t < from) {
      if (this.taken) this.taken = false
      else this.#skipped?.(this.lane, this.at, from)
      this.at += 1
      this.alive = this.at < this.#times.length
      this.t = this.#times[this.at] ?? Number.NaN
    }
    return this.alive
  }

  adjust(answered: number): void {
    const value = this.value()
    if (answered > value) this.#adjustment += answered - value
  }
}
