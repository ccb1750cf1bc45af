import type { Progress } from '../lib/progress.ts'
import type { RunTiming } from '../model/run.ts'

/** Shows the steps of a run that have to take their time (waits, faults with their verification, healing), and keeps how long each took. */
export interface Stopwatch {
  readonly steps: RunTiming['steps']
  /** Those that have begun, in order; `ms` of one that has ended. */
  readonly begun: { step: string; ms?: number }[]
  /** By how much the clock of the day has gone ahead of the time that passed, ms: the largest difference, negative where it was behind. */
  clockOffMs(): number
  /** A step that is shown. */
  step<T>(title: string, work: (note: (text: string) => void) => Promise<T>): Promise<T>
  /** One that is only kept, and only where it took a millisecond. */
  time<T>(step: string, work: () => Promise<T>): Promise<T>
}

/** The clock of the day less the time that passes, ms: it stays as it is where nobody sets the clock. */
const offset = () => Date.now() - performance.now()

/** `onChange`: called when a step has begun, and when it has ended. */
export function startStopwatch(progress: Progress, onChange: () => void = () => {}): Stopwatch {
  const steps: RunTiming['steps'] = []
  const shown: Stopwatch['begun'] = []
  const atFirst = offset()
  let clockOff = 0
  const compare = () => {
    const now = offset() - atFirst
    if (Math.abs(now) > Math.abs(clockOff)) clockOff = now
    return clockOff
  }
  const time = async <T>(step: string, work: () => Promise<T>): Promise<T> => {
    const begun = performance.now()
    compare()
    const one: Stopwatch['begun'][number] = { step }
    shown.push(one)
    onChange()
    try {
      return await work()
    } finally {
      const ms = Math.round(performance.now() - begun)
      if (ms > 0) steps.push({ step, ms })
      one.ms = ms
      compare()
      onChange()
    }
  }
  return { steps, begun: shown, clockOffMs: compare, time, step: (title, work) => time(title, () => progress.step(title, work)) }
}
