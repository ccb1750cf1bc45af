import type { Progress } from '../lib/progress.ts'
import type { RunTiming } from '../model/run.ts'

/** Shows the steps of a run that have to take their time (waits, faults with their verification, healing), and keeps how long each took. */
export interface Stopwatch {
  readonly steps: RunTiming['steps']
  /** Those that have begun, in order; `ms` of one that has ended. */
  readonly begun: { step: string; ms?: number }[]
  /** A step that is shown. */
  step<T>(title: string, work: (note: (text: string) => void) => Promise<T>): Promise<T>
  /** One that is only kept, and only where it took a millisecond. */
  time<T>(step: string, work: () => Promise<T>): Promise<T>
}

/** `onChange`: called when a step has begun, and when it has ended. */
export function startStopwatch(progress: Progress, onChange: () => void = () => {}): Stopwatch {
  const steps: RunTiming['steps'] = []
  const shown: Stopwatch['begun'] = []
  const time = async <T>(step: string, work: () => Promise<T>): Promise<T> => {
    const begun = performance.now()
    const one: Stopwatch['begun'][number] = { step }
    shown.push(one)
    onChange()
    try {
      return await work()
    } finally {
      const ms = Math.round(performance.now() - begun)
      if (ms > 0) steps.push({ step, ms })
      one.ms = ms
      onChange()
    }
  }
  return { steps, begun: shown, time, step: (title, work) => time(title, () => progress.step(title, work)) }
}
