import { command } from '../../lib/command.ts'
import { healOpenFaults } from '../../app/open-faults.ts'
import { runOne, uncleaned } from '../../app/run-scenario.ts'
import { selectedScenarios } from '../../app/select-scenarios.ts'
import { reportOf } from '../../lib/errors.ts'
import type { Progress } from '../../lib/progress.ts'
import type { LiveWork } from '../../model/live.ts'

/* What the buttons of the page begin. */

/** Lines that are kept. */
const LINES = 200

type Ended = Pick<NonNullable<LiveWork['ended']>, 'run' | 'verdict'>

/** A scenario that runs, or open faults that are healed: in this process, one at a time, and shown to every browser that is connected. */
export class PageWork {
  /** What goes on, or was done last; null where nothing was. */
  work: LiveWork | null = null
  readonly #lab: string
  readonly #onChange: () => void
  #stop: AbortController | undefined
  #going: Promise<void> = Promise.resolve()
  #isClosed = false

  constructor(lab: string, onChange: () => void) {
    this.#lab = lab
    this.#onChange = onChange
  }

  /** Nothing is begun any more. */
  get isClosed(): boolean {
    return this.#isClosed
  }

  get isBusy(): boolean {
    return this.work !== null && this.work.ended === undefined
  }

  /** A scenario of the package. */
  runScenario(scenario: string): void {
    this.#begin('scenario', scenario, async (progress, signal) => {
      const [file] = await selectedScenarios([scenario])
      const context = { name: this.#lab, progress, signal, interruptedBy: () => undefined }
      const { run, unsaved } = await runOne(context, file!)
      if (unsaved !== undefined) throw unsaved
      return { run: run.id, verdict: run.verdict }
    })
  }

  heal(): void {
    this.#begin('heal', this.#lab, async (progress, signal) => {
      const context = { name: this.#lab, progress, signal }
      const { healed, left, setAside } = await progress.step('healing every open fault', () => healOpenFaults(context))
      progress.say(healed.length === 0 ? 'No fault was open.' : `Healed: ${healed.join(', ')}`)
      for (const text of setAside) progress.warn(text)
      if (left.length > 0) throw uncleaned(left, this.#lab)
      return {}
    })
  }

  /** Stops the scenario that goes on; the runner heals its faults. False where none does. */
  stop(): boolean {
    if (!this.isBusy || this.work?.kind !== 'scenario') return false
    this.#stop?.abort()
    return true
  }

  /** Stops what goes on, and waits until it has cleaned up. */
  async close(): Promise<void> {
    this.#isClosed = true
    this.#stop?.abort()
    await this.#going
  }

  #begin(kind: LiveWork['kind'], name: string, work: (progress: Progress, signal: AbortSignal) => Promise<Ended>): void {
    const shown: LiveWork = { kind, name, startedAt: Date.now(), steps: [], said: [] }
    this.work = shown
    this.#stop = new AbortController()
    this.#going = this.#go(shown, work(progressOf(shown, this.#onChange), this.#stop.signal), this.#stop.signal)
    this.#onChange()
  }

  async #go(shown: LiveWork, work: Promise<Ended>, signal: AbortSignal): Promise<void> {
    try {
      const result = await work
      shown.ended = { at: Date.now(), ...result }
    } catch (error) {
      const { code, message, hint } = reportOf(error, signal.aborted ? 130 : undefined, this.#lab)
      // Whoever pressed the button knows what stopped it.
      const stopped = { message: 'Stopped. Every fault is healed.', hint: command('status', this.#lab) }
      shown.ended = { at: Date.now(), error: code === 'interrupted' ? stopped : { message, hint } }
    }
    this.#onChange()
  }
}

/** Progress that is kept in the work. */
function progressOf({ steps, said }: LiveWork, onChange: () => void): Progress {
  const say = (text: string) => {
    said.push(text)
    said.splice(0, said.length - LINES)
    onChange()
  }
  return {
    async step(title, work) {
      const begun = performance.now()
      const step: LiveWork['steps'][number] = { title }
      steps.push(step)
      onChange()
      try {
        return await work((note) => {
          step.note = note
          onChange()
        })
      } finally {
        delete step.note
        step.ms = Math.round(performance.now() - begun)
        onChange()
      }
    },
    say,
    warn: (text) => say(`⚠ ${text}`),
  }
}
