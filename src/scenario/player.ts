import { setTimeout as sleep } from 'node:timers/promises'
import { formatDuration } from '../duration.ts'
import type { Journal, Step } from '../journal.ts'
import { unsteady } from '../observe/steady-state.ts'
import { type SteadyProbe, steadyProbes } from '../observe/steady.ts'
import { FORMAT } from '../state/run-format.ts'
import { newRunId } from '../state/runs.ts'
import { missingToBeBack, missingToBeGone } from './back.ts'
import { EDGE_MS, Observer } from './observer.ts'
import { OpenedFaults, type Which, dueLook } from './opened.ts'
import type { Play, Played } from './play.ts'
import { settle, settleArgs } from './roles.ts'
import { Stopwatch } from './stopwatch.ts'

const POLL_MS = 250

type Until = Extract<Step, { until: unknown }>['until']

/** What keeps a run from going on as written; not an error of the lab, but an observation. */
class Trouble extends Error {}

/**
 * Plays a scenario on a lab and writes down what was seen. Whatever happens, open faults are healed before it returns
 * or throws. Throws LabErrors of the lab itself; what goes wrong in the system under test is in the journal.
 */
export async function play(request: Play): Promise<Played> {
  return new Player(request).play()
}

class Player {
  #request: Play
  #observer: Observer
  #begun = new Date()
  #faults: OpenedFaults
  #watch: Stopwatch
  #troubles: string[] = []
  /** When the look at the outage is due: late in it, Unix ms. `heal` is waited for where that is not known. */
  #due: number | 'heal' | undefined
  #interrupted = false

  constructor(request: Play) {
    this.#request = request
    this.#observer = new Observer(request.lab, request.scenario, this.#begun.getTime())
    this.#faults = new OpenedFaults(request.lab, request.faults)
    this.#watch = new Stopwatch(request.progress)
  }

  async play(): Promise<Played> {
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
    try {
      for (const step of this.#request.scenario.steps) await this.#playStep(step)
    } catch (error) {
      if (this.#request.signal.aborted) this.#interrupted = true
      else if (error instanceof Trouble) this.#troubles.push(error.message)
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
      for (;;) {
        const missing = await this.#missingToBe(is, replica)
        if (missing === undefined) return
        if (Date.now() >= deadline) throw new Trouble(`${who} was not ${is} within ${formatDuration(within)}: ${missing}.`)
        note(missing)
        await this.#pause(Math.min(deadline, Date.now() + POLL_MS))
      }
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
      settleArgs(args, (choice) => this.#settle(choice)),
      before.preferred,
    )
    const { record, entry } = opened
    // Said before anything is done, so that it can be held against what comes.
    entry.predictions = this.#request.foresee(record.outages ?? [], before)
    this.#observer.strike(record.replica)
    await this.#watch.step(`${name} ${record.target}`, () => this.#faults.inject(opened, signal))
    if (!entry.evidence.proven) progress.warn(`the ${name} of ${record.target} is not proven: ${entry.evidence.detail}`)
    this.#due = dueLook(record, lab.settings.scrapeIntervalMs)
  }

  /** Heals, after the last chance to look at an outage that ends only so. */
  async #heal(which: Which): Promise<void> {
    const lasting = this.#faults.opened(which).some(({ record }) => record.endsItself === false)
    // A look that is due later, for a fault that ends by itself, still is.
    if (lasting) await this.#lookAtOutage(typeof this.#due === 'number' ? this.#due : undefined)
    await this.#faults.heal(which)
  }

  #settle(choice: string): string {
    const settled = settle(choice, this.#observer.roles)
    if ('trouble' in settled) throw new Trouble(`'${choice}' could not be settled: ${settled.trouble}.`)
    return settled.replica
  }

  #probes(): Record<string, SteadyProbe> {
    return steadyProbes(this.#request.lab, this.#observer.firstMerged ?? 'up')
  }

  #journal(probes: Record<string, SteadyProbe>): Journal {
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
      probes: Object.fromEntries(Object.entries(probes).map(([name, { beats }]) => [name, beats])),
      timing: { steps: this.#watch.steps },
      ...(this.#interrupted ? { interrupted: true } : {}),
      ...(this.#troubles.length === 0 ? {} : { troubles: this.#troubles }),
    }
  }
}
