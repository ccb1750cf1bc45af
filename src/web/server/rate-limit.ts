/** Counts requests by who sends them, in windows of time. */
export class RateLimit {
  readonly #windowMs: number
  #begun = 0
  #counts = new Map<string, number>()

  constructor(windowMs: number) {
    this.#windowMs = windowMs
  }

  /** Counts one more; whether that are more than `most` in this window. */
  isOver(who: string, most: number): boolean {
    const now = performance.now()
    if (now - this.#begun >= this.#windowMs) {
      this.#begun = now
      this.#counts = new Map()
    }
    const count = (this.#counts.get(who) ?? 0) + 1
    this.#counts.set(who, count)
    return count > most
  }
}
