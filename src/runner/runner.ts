import { setTimeout as sleep } from 'node:timers/promises'
import type { Fault } from '../faults/define.ts'
import { formatDuration } from '../lib/duration.ts'
import { LabError } from '../lib/errors.ts'
import { poll } from '../lib/poll.ts'
import type { Progress } from '../lib/progress.ts'
import type { Before, Journal, Outage, Prediction, Scenario, Step, Timing } from '../model/run.ts'
import { type Probe, startProbes } from '../observe/probes.ts'
import { unsteady } from '../observe/readiness.ts'
import type { Lab } from '../runtime/runtime.ts'
import { FORMAT, newRunId } from '../storage/runs.ts'
import { missingToBeBack, missingToBeGone } from './conditions.ts'
import { dueSnapshot, FaultSession, type Which } from './fault-session.ts'
import { EDGE_MS, Observer } from './recording.ts'
import { resolveArgs, resolveRole } from './roles.ts'

/** What is played, on what. */
export interface RunRequest {
  lab: Lab
  scenario: Scenario
  faults: Fault[]
  /** Where a step stands, `mine.yaml:7:5`: what the lab finds wrong with it is a mistake there. The first is 0. */
  placeOf(step: number): string
  versions: Record<string, string>
  /** What a fault is to leave in each merged series, said before it is injected; handed in, as this room does not think. */
  predict: (outages: readonly Outage[], before: Before) => Record<string, Prediction>
  progress: Progress
  signal: AbortSignal
}

export interface Recorded {
  journal: Journal
  /** Faults that could not be healed, with why: they stay in the ledger. */
  unhealed: string[]
}

/** What a step threw; a mistake of the scenario that only the lab shows is told with its place. */
export function placed(error: unknown, place: string): unknown {
  if (!(error instanceof LabError) || error.code !== 'scenario') return error
  return new LabError('scenario', `${place}: ${error.message}`, { cause: error, hint: 'correct the scenario, then run it again' })
}

const POLL_MS = 250

type Until = Extract<Step, { until: unknown }>['until']

/** What keeps a run from going on as written; not an error of the lab, but an observation. */
class StepFailed extends Error {}

/**
 * Plays a scenario on a lab and writes down what was seen. Whatever happens, open faults are healed before it returns
 * or throws. Throws LabErrors of the lab itself; what goes wrong in the system under test is in the journal.
 */
export async function runScenario(request: RunRequest): Promise<Recorded> {
  return new Runner(request).play()
}

class Runner {
  #request: RunRequest
  #observer: Observer
  #begun = new Date()
  #faults: FaultSession
  #watch: Stopwatch
  #troubles: string[] = []
  /** When the look at the outage is due: late in it, Unix ms. `heal` is waited for where that is not known. */
  #due: number | 'heal' | undefined
  #interrupted = false

  constructor(request: RunRequest) {
    this.#request = request
    this.#observer = new Observer(request.lab, request.scenario, this.#begun.getTime())
    this.#faults = new FaultSession(request.lab, request.faults)
    this.#watch = new Stopwatch(request.progress)
  }

  async play(): Promise<Recorded> {
    await this.#faults.check(this.#request.scenario.steps)
    const probes = this.#probes()
    try {
      await this.#playSteps()
      if (this.#due !== undefined && !this.#interrupted) await this.#lastLookAtOutage()
    } finally {
      await this.#watch.time('healing what is still open', () => this.#faults.heal('all'))
      await Promise.all(Object.values(probes).map((probe) => probe.stop()))
    }
    if (!this.#interrupted) await this.#lookAfter()
    return { journal: this.#journal(probes), unhealed: this.#faults.unhealed }
  }

  /** A scenario may end before the look at its outage was due. */
  async #lastLookAtOutage(): Promise<void> {
    const due = typeof this.#due === 'number' ? this.#due : 0
    await this.#watch.time('waiting for the look at the outage', () => sleep(Math.max(0, due - Date.now())))
    await this.#lookAtOutage()
  }

  /** Once its window reaches beyond the healing of the last fault. */
  async #lookAfter(): Promise<void> {
    await sleep(EDGE_MS)
    await this.#observer.look('after')
  }

  async #playSteps(): Promise<void> {
    const { scenario, placeOf } = this.#request
    try {
      for (const [index, step] of scenario.steps.entries())
        await this.#playStep(step).catch((error: unknown) => {
          throw placed(error, placeOf(index))
        })
    } catch (error) {
      if (this.#request.signal.aborted) this.#interrupted = true
      else if (error instanceof StepFailed) this.#troubles.push(error.message)
      else throw error
    }
  }

  async #playStep(step: Step): Promise<void> {
    const watch = this.#watch
    if ('wait' in step) await watch.step(`waiting ${formatDuration(step.wait)}`, () => this.#pause(Date.now() + step.wait))
    else if ('until' in step) await this.#until(step.until)
    else if ('heal' in step) await watch.step(`healing ${step.heal}`, () => this.#heal(step.heal))
    else await this.#fault(step.fault, step.args)
  }

  /** Waits, and takes the look at the outage when it is due meanwhile. */
  async #pause(until: number): Promise<void> {
    for (;;) {
      const now = Date.now()
      if (typeof this.#due === 'number' && this.#due <= now) await this.#lookAtOutage()
      else if (now >= until) return
      else
        await sleep(Math.min(until, typeof this.#due === 'number' ? this.#due : until) - now, undefined, { signal: this.#request.signal })
    }
  }

  async #lookAtOutage(nextDue?: number): Promise<void> {
    this.#due = nextDue
    await this.#observer.look('outage')
  }

  async #until({ replica: choice, is, within }: Until): Promise<void> {
    const replica = choice === undefined ? undefined : this.#settle(choice)
    const who = replica ?? 'the lab'
    await this.#watch.step(`waiting until ${who} is ${is}`, async (note) => {
      const deadline = Date.now() + within
      const missing = await poll(() => this.#missingToBe(is, replica), {
        until: (found) => found === undefined,
        everyMs: POLL_MS,
        deadline,
        onMiss: (found) => note(found ?? ''),
        pause: (ms) => this.#pause(Date.now() + ms),
      })
      if (missing !== undefined) throw new StepFailed(`${who} was not ${is} within ${formatDuration(within)}: ${missing}.`)
    })
    // Whoever is back is no longer away: a fault that ends by itself has ended.
    if (is !== 'gone')
      await this.#heal(({ entry, record }) => record.endsBy <= Date.now() && (replica === undefined || entry.replica === replica))
  }

  #missingToBe(is: Until['is'], replica: string | undefined): Promise<string | undefined> {
    const { lab } = this.#request
    if (replica === undefined) return unsteady(lab)
    if (is === 'gone') return missingToBeGone(lab, replica)
    const last = this.#faults.entries.findLast((entry) => entry.replica === replica)
    const since = last === undefined ? this.#observer.from : Date.parse(last.injectedAt)
    return missingToBeBack(lab, { replica, since, query: this.#observer.firstMerged ?? 'up' })
  }

  async #fault(name: string, args: Record<string, unknown>): Promise<void> {
    const { lab, progress, signal } = this.#request
    const before = await progress.step('asking Query whom it follows', () => this.#observer.before())
    const opened = await this.#faults.plan(
      name,
      resolveArgs(args, (choice) => this.#settle(choice)),
      before.preferred,
    )
    const { record, entry } = opened
    // Said before anything is done, so that it can be held against what comes.
    entry.predictions = this.#request.predict(record.outages ?? [], before)
    this.#observer.strike(record.replica)
    await this.#watch.step(`${name} ${record.target}`, () => this.#faults.inject(opened, signal))
    if (!entry.evidence.verified) progress.warn(`the ${name} of ${record.target} is not verified: ${entry.evidence.detail}`)
    this.#due = dueSnapshot(record, lab.settings.scrapeIntervalMs)
  }

  /** Heals, after the last chance to look at an outage that ends only so. */
  async #heal(which: Which): Promise<void> {
    const lasting = this.#faults.opened(which).some(({ record }) => record.endsItself === false)
    // A look that is due later, for a fault that ends by itself, still is.
    if (lasting) await this.#lookAtOutage(typeof this.#due === 'number' ? this.#due : undefined)
    await this.#faults.heal(which)
  }

  #settle(choice: string): string {
    const settled = resolveRole(choice, this.#observer.roles)
    if ('trouble' in settled) throw new StepFailed(`'${choice}' could not be settled: ${settled.trouble}.`)
    return settled.replica
  }

  #probes(): Record<string, Probe> {
    return startProbes(this.#request.lab, this.#observer.firstMerged ?? 'up')
  }

  #journal(probes: Record<string, Probe>): Journal {
    const { lab, scenario, versions } = this.#request
    return {
      schemaVersion: 1,
      format: FORMAT,
      id: newRunId(scenario.name, this.#begun),
      scenario: scenario.name,
      plan: scenario,
      lab: lab.name,
      runtime: lab.runtime,
      settings: lab.settings,
      versions,
      startedAt: this.#begun.toISOString(),
      endedAt: new Date().toISOString(),
      faults: this.#faults.entries,
      ...this.#observer.seen(),
      probes: Object.fromEntries(Object.entries(probes).map(([name, { results: beats }]) => [name, beats])),
      timing: { steps: this.#watch.steps },
      ...(this.#interrupted ? { interrupted: true } : {}),
      ...(this.#troubles.length === 0 ? {} : { troubles: this.#troubles }),
    }
  }
}

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
