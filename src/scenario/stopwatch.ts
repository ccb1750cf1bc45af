import type { Timing } from '../journal.ts'
import type { Progress } from '../progress.ts'

/** Shows the steps of a run that have to take their time (waits, faults with their proofs, healing), and keeps how long each took. */
export class Stopwatch {
  readonly steps: Timing['steps'] = []
  #progress: Progress

  constructor(progress: Progress) {
    this.#progress = progress
  }

  /** A step that is shown. */
  async step<T>(title: string, work: (note: (text: string) => void) => Promise<T>): Promise<T> {
    return this.time(title, () => this.#progress.step(title, work))
  }

  /** One that is only kept, and only where it took a millisecond. */
  async time<T>(step: string, work: () => Promise<T>): Promise<T> {
    const begun = performance.now()
    try {
      return await work()
    } finally {
      const ms = Math.round(performance.now() - begun)
      if (ms > 0) this.steps.push({ step, ms })
    }
  }
}
