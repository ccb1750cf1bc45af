import type { Cursor, LaneCursor, Skipped } from './cursor.ts'

/** The penalty of the side that loses the very first pick, milliseconds. Source: Thanos, pkg/dedup/iter.go, initialPenalty. */
export const INITIAL_PENALTY = 5000

/** The side that loses a pick gets a penalty of so many times the distance of the last two samples. Source: the same. */
export const PENALTY_FACTOR = 2

/**
 * Two walks made one by penalties: the earlier of the two current samples is answered, and the other side may answer again only from
 * two distances later on. Of equal times side a is answered. Several lanes are merged pair by pair: (((0, 1), 2), 3).
 *
 * Source: Thanos v0.42.4, pkg/dedup/iter.go (dedupSeriesIterator).
 */
export class Pair implements Cursor {
  alive = true
  t = Number.NaN
  lane = 0
  at = 0
  taken = false
  carried = 0
  /** The penalty of each side now, milliseconds. */
  penaltyA = 0
  penaltyB = 0
  readonly #a: Cursor
  readonly #b: LaneCursor
  readonly #adjusts: boolean
  readonly #skipped: Skipped | undefined
  #picked: Cursor
  #useA = true
  #last = Number.NEGATIVE_INFINITY

  constructor(a: Cursor, b: LaneCursor, adjusts: boolean, skipped?: Skipped) {
    this.#a = a
    this.#b = b
    this.#adjusts = adjusts
    this.#skipped = skipped
    this.#picked = a
    this.#next()
  }

  value(): number {
    return this.#picked.value()
  }

  /** Step by step, so that every gap between the two sides is seen. */
  seek(from: number): boolean {
    while (this.alive && this.t < from) {
      if (this.taken) this.taken = false
      else this.#skipped?.(this.lane, this.at, from)
      this.#next()
    }
    return this.alive
  }

  adjust(answered: number): void {
    if (this.#a.alive) this.#a.adjust(answered)
    if (this.#b.alive) this.#b.adjust(answered)
  }

  #next(): void {
    const usedA = this.#useA
    // At the very first pick this is the first value of side a, though nothing was answered yet: so it is in Thanos.
    const answered = this.#adjusts && (usedA ? this.#a : this.#b).alive ? this.#picked.value() : undefined
    const carried = usedA ? this.penaltyB : this.penaltyA
    if (this.#a.alive) this.#a.seek(this.#last + 1 + this.penaltyA)
    if (this.#b.alive) this.#b.seek(this.#last + 1 + this.penaltyB)
    this.alive = this.#a.alive || this.#b.alive
    this.#useA = this.#a.alive && (!this.#b.alive || this.#a.t <= this.#b.t)
    if (this.alive) this.#pick(this.#useA ? this.#a : this.#b)
    if (this.#useA === usedA) return
    this.carried = carried
    if (answered !== undefined) this.adjust(answered)
  }

  #pick(side: Cursor): void {
    // A side that is left alone holds nobody back: what the other one last carried stays.
    if (this.#a.alive && this.#b.alive) this.#penalise(side.t)
    if (this.#useA) this.penaltyA = 0
    else this.penaltyB = 0
    this.#last = side.t
    this.#picked = side
    side.taken = true
    this.t = side.t
    this.lane = side.lane
    this.at = side.at
    this.carried = side.carried
  }

  #penalise(t: number): void {
    const penalty = this.#last === Number.NEGATIVE_INFINITY ? INITIAL_PENALTY : PENALTY_FACTOR * (t - this.#last)
    if (this.#useA) this.penaltyB = penalty
    else this.penaltyA = penalty
  }
}
