import type { Progress } from '../lib/progress.ts'
import type { RunTiming } from '../model/run.ts'

/** Shows the steps of a run that have to take their time (waits, faults with their verification, healing), and keeps how long each took. */
export interface Stopwatch {
  readonly steps: RunTiming['steps']
  /** A step that is shown. */
  step<T>(title: string, work: (note: (text: string) => void) => Promise<T>): Promise<T>
  /** One that is only kept, and only where it took a millisecond. */
  time<T>(step: string, work: () => Promise<T>): Promise<T>
}

export function startStopwatch(progress: Progress): Stopwatch {
  const steps: RunTiming['steps'] = []
  const time = async <T>(step: string, work: () => Promise<T>): Promise<T> => {
    const begun = performance.now()
    try {
      return await work()
    } finally {
      const ms = Math.round(performance.now() - begun)
      if (ms > 0) steps.push({ step, ms })
    }
  }
  return { steps, time, step: (title, work) => time(title, () => progress.step(title, work)) }
}
