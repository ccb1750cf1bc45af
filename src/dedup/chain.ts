import type { Cursor, LaneCursor } from './cursor.ts'

/**
 * Every sample of every lane, but of equal times only one: `--deduplication.func=chain`. Nothing is adjusted on a change of lanes.
 * Which of equal times is answered is decided by the order in a heap; with two lanes it is the one that was not answered last.
 *
 * Source: Prometheus v0.309.1, storage/merge.go (chainSampleIterator), which Thanos v0.42.4 uses; Go's container/heap.
 */
export class Chain implements Cursor {
  alive = true
  t = Number.NaN
  lane = 0
  at = 0
  taken = false
  readonly carried = 0
  readonly #heap: LaneCursor[] = []
  #current: LaneCursor
  #last = Number.NEGATIVE_INFINITY

  constructor([first, ...rest]: readonly [LaneCursor, ...LaneCursor[]]) {
    this.#current = first
    for (const lane of rest) if (lane.alive) this.#push(lane)
    this.#next()
  }

  value(): number {
    return this.#current.value()
  }

  seek(from: number): boolean {
    while (this.alive && this.t < from) this.#next()
    return this.alive
  }

  adjust(): void {}

  #next(): void {
    this.alive = this.#advance()
    if (!this.alive) return
    const { t, lane, at } = this.#current
    this.#last = t
    this.#current.taken = true
    this.t = t
    this.lane = lane
    this.at = at
  }

  /** Whether there is a sample later than the last one; it is the current lane's. */
  #advance(): boolean {
    for (;;) {
      this.#current.seek(this.#last + 1)
      if (this.#current.alive && this.#current.t < (this.#heap[0]?.t ?? Number.POSITIVE_INFINITY)) return true
      if (this.#current.alive) this.#push(this.#current)
      const next = this.#pop()
      if (next === undefined) return false
      this.#current = next
      if (next.t > this.#last) return true
    }
  }

  #push(lane: LaneCursor): void {
    const heap = this.#heap
    let child = heap.push(lane) - 1
    for (let parent = (child - 1) >> 1; child > 0 && heap[child]!.t < heap[parent]!.t; parent = (child - 1) >> 1) {
      this.#swap(child, parent)
      child = parent
    }
  }

  #pop(): LaneCursor | undefined {
    const heap = this.#heap
    if (heap.length > 1) this.#swap(0, heap.length - 1)
    const top = heap.pop()
    let parent = 0
    for (let child = this.#smaller(1); child < heap.length && heap[child]!.t < heap[parent]!.t; child = this.#smaller(2 * parent + 1)) {
      this.#swap(child, parent)
      parent = child
    }
    return top
  }

  /** Of two children the one with the smaller time; of equals the first. */
  #smaller(left: number): number {
    const right = left + 1
    return right < this.#heap.length && this.#heap[right]!.t < this.#heap[left]!.t ? right : left
  }

  #swap(one: number, other: number): void {
    const heap = this.#heap
    ;[heap[one], heap[other]] = [heap[other]!, heap[one]!]
  }
}
