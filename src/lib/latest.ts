/**
 * The newest result of work that may take long: it is begun again only when it has ended, and nobody waits for it longer than they say. Work that
 * throws leaves the result as it was.
 */
export class Latest<T> {
  #value: T | undefined
  #running: Promise<void> | undefined

  get value(): T | undefined {
    return this.#value
  }

  get isRunning(): boolean {
    return this.#running !== undefined
  }

  /** Begins the work where it is not under way, waits for it that long at most (ms), and gives the newest result. */
  async next(work: () => Promise<T>, waitMs: number): Promise<T | undefined> {
    this.#running ??= this.#run(work)
    await atMost(this.#running, waitMs)
    return this.#value
  }

  async #run(work: () => Promise<T>): Promise<void> {
    try {
      this.#value = await work()
    } catch {
      // What it was is the newest that is known.
    } finally {
      this.#running = undefined
    }
  }
}

/** Resolves with the work, or after so many milliseconds. The work goes on. */
export async function atMost(work: Promise<unknown>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms)
  })
  try {
    await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
