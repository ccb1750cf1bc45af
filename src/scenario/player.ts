import { setTimeout as sleep } from 'node:timers/promises'
import { formatDuration } from '../duration.ts'
import { LabError, reason } from '../errors.ts'
import type { Fault } from '../faults/fault.ts'
import type { Evidence, FaultEntry, Journal, Scenario, Step } from '../model.ts'
import { replicaPod } from '../observe/replicas.ts'
import { type SteadyProbe, steadyProbe } from '../observe/steady.ts'
import type { Progress } from '../progress.ts'
import type { Lab } from '../runtime/runtime.ts'
import { type FaultRecord, closeFault, openFault } from '../state/ledger.ts'
import { newRunId } from '../state/runs.ts'
import { missingToBeBack } from './back.ts'
import { Observer } from './observer.ts'
import { settle } from './roles.ts'

export interface Play {
  lab: Lab
  scenario: Scenario
  faults: Fault[]
  versions: Record<string, string>
  progress: Progress
  signal: AbortSignal
}

export interface Played {
  journal: Journal
  /** Faults that could not be healed, with why: they stay in the ledger. */
  unhealed: string[]
}

/** How long the proof of a fault is waited for. */
const PROOF_MS = 15_000
const POLL_MS = 250

/** What keeps a run from going on as written; not an error of the lab, but an observation. */
class Trouble extends Error {}

interface Open {
  record: FaultRecord
  entry: FaultEntry
}

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
  #open: Open[] = []
  #entries: FaultEntry[] = []
  #troubles: string[] = []
  #unhealed: string[] = []
  /** When the look at the outage is due: late in it, Unix ms. `heal` is waited for where that is not known. */
  #due: number | 'heal' | undefined
  #interrupted = false

  constructor(request: Play) {
    this.#request = request
    this.#observer = new Observer(request.lab, request.scenario, this.#begun.getTime())
  }

  async play(): Promise<Played> {
    const probes = this.#probes()
    try {
      await this.#playSteps()
      if (this.#due !== undefined) await this.#lookAtOutage()
    } finally {
      await this.#heal('all')
      await Promise.all(Object.values(probes).map((probe) => probe.stop()))
    }
    if (!this.#interrupted) await this.#observer.look('after')
    return { journal: this.#journal(probes), unhealed: this.#unhealed }
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
    const { progress } = this.#request
    if ('wait' in step) await progress.step(`waiting ${formatDuration(step.wait)}`, () => this.#pause(Date.now() + step.wait))
    else if ('until' in step)
      await progress.step(`waiting until ${step.until.replica} is ${step.until.is}`, (note) => this.#until(step.until, note))
    else if ('heal' in step) await progress.step(`healing ${step.heal}`, () => this.#endFaults(step.heal))
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

  async #lookAtOutage(): Promise<void> {
    this.#due = undefined
    await this.#observer.look('outage')
  }

  async #until(
    { replica: choice, is, within }: { replica: string; is: 'back' | 'gone'; within: number },
    note: (text: string) => void,
  ): Promise<void> {
    const replica = this.#settle(choice)
    const deadline = Date.now() + within
    for (;;) {
      const missing = is === 'back' ? await this.#missingToBeBack(replica) : await this.#missingToBeGone(replica)
      if (missing === undefined) break
      if (Date.now() >= deadline) throw new Trouble(`${replica} was not ${is} within ${formatDuration(within)}: ${missing}`)
      note(missing)
      await this.#pause(Math.min(deadline, Date.now() + POLL_MS))
    }
    // Whoever is back is no longer away: a fault that ends by itself has ended.
    if (is === 'back') await this.#endFaults((open) => open.entry.replica === replica && open.record.endsBy <= Date.now())
  }

  #missingToBeBack(replica: string): Promise<string | undefined> {
    const last = this.#entries.findLast((entry) => entry.replica === replica)
    const since = last === undefined ? this.#observer.from : Date.parse(last.injectedAt)
    return missingToBeBack(this.#request.lab, { replica, since, query: this.#observer.firstMerged ?? 'up' })
  }

  async #missingToBeGone(replica: string): Promise<string | undefined> {
    const pod = await replicaPod(this.#request.lab, replica)
    return pod?.ready === true ? `pod ${replica} is Ready` : undefined
  }

  async #fault(name: string, args: Record<string, unknown>): Promise<void> {
    const { lab, faults, progress } = this.#request
    const fault = faults.find((candidate) => candidate.name === name)
    if (fault === undefined) throw new LabError('scenario', `There is no fault ${name}`)
    const preferred = await progress.step('asking Query whom it follows', () => this.#observer.before())
    const settled = typeof args['replica'] === 'string' ? { ...args, replica: this.#settle(args['replica']) } : args
    const record = await fault.plan(lab, settled, `${this.#entries.length + 1}-${Date.now().toString(36)}`)
    await openFault(record)
    const entry = newEntry(record, preferred)
    const open = { record, entry }
    this.#open.push(open)
    this.#entries.push(entry)
    this.#observer.strike(record.replica)
    entry.evidence = await progress.step(`${name} ${record.target}`, () => this.#strike(fault, open))
    if (!entry.evidence.proven) progress.warn(`the ${name} of ${record.target} is not proven: ${entry.evidence.detail}`)
    this.#due = dueLook(record, lab.settings.scrapeIntervalMs)
  }

  async #strike(fault: Fault, { record, entry }: Open): Promise<Evidence> {
    const { lab } = this.#request
    entry.injectedAt = new Date().toISOString()
    await fault.inject(lab, record)
    const deadline = Date.now() + PROOF_MS
    for (;;) {
      const evidence = await fault.prove(lab, record)
      if (evidence.proven || Date.now() >= deadline) return evidence
      await sleep(100, undefined, { signal: this.#request.signal })
    }
  }

  /** Heals by a fault's name, `all`, or a choice; the last moment to look at an outage that ends only so. */
  async #endFaults(which: string | ((open: Open) => boolean)): Promise<void> {
    if (this.#due === 'heal') await this.#lookAtOutage()
    await this.#heal(which)
  }

  /** Last first. A fault that cannot be healed stays in the ledger, for `thanos-lab heal`. */
  async #heal(which: string | ((open: Open) => boolean)): Promise<void> {
    const fits = (open: Open) => (typeof which === 'string' ? which === 'all' || open.record.fault === which : which(open))
    for (const open of this.#open.filter(fits).reverse()) {
      try {
        await this.#healOne(open)
      } catch (error) {
        this.#unhealed.push(`${open.record.fault} of ${open.record.target} (${open.record.id}): ${reason(error)}`)
      }
    }
  }

  async #healOne(open: Open): Promise<void> {
    const { record, entry } = open
    const fault = this.#request.faults.find(({ name }) => name === record.fault)
    await fault?.heal(this.#request.lab, record)
    entry.healedAt = new Date(endOf(record)).toISOString()
    await closeFault(record.lab, record.id)
    this.#open = this.#open.filter((other) => other !== open)
  }

  #settle(choice: string): string {
    const settled = settle(choice, this.#observer.roles)
    if ('trouble' in settled) throw new Trouble(`'${choice}' could not be settled: ${settled.trouble}`)
    return settled.replica
  }

  #probes(): Record<string, SteadyProbe> {
    const { lab } = this.#request
    const query = this.#observer.firstMerged ?? 'up'
    return { query: steadyProbe(lab.address('query'), query), service: steadyProbe(lab.address('service'), query) }
  }

  #journal(probes: Record<string, SteadyProbe>): Journal {
    const { lab, scenario, versions } = this.#request
    return {
      schemaVersion: 1,
      id: newRunId(scenario.name, this.#begun),
      scenario: scenario.name,
      plan: scenario,
      lab: lab.name,
      runtime: lab.runtime,
      settings: lab.settings,
      versions,
      startedAt: this.#begun.toISOString(),
      endedAt: new Date().toISOString(),
      faults: this.#entries,
      ...this.#observer.seen(),
      probes: Object.fromEntries(Object.entries(probes).map(([name, { beats }]) => [name, beats])),
      ...(this.#interrupted ? { interrupted: true } : {}),
      ...(this.#troubles.length === 0 ? {} : { troubles: this.#troubles }),
    }
  }
}

function newEntry(record: FaultRecord, preferred: Record<string, string | null>): FaultEntry {
  const { id, fault, target, replica } = record
  const evidence = { proven: false, detail: 'it was not injected' }
  return {
    id,
    fault,
    target,
    injectedAt: record.plannedAt,
    healedAt: null,
    evidence,
    preferred,
    ...(replica === undefined ? {} : { replica }),
  }
}

/** Late in the outage: an interval before the fault ends by itself; at once where it is over already; else before it is healed. */
function dueLook(record: FaultRecord, intervalMs: number): number | 'heal' {
  const now = Date.now()
  if (record.endsItself === false) return 'heal'
  return record.endsBy <= now ? now : Math.max(now, record.endsBy - Math.max(intervalMs, 1000))
}

/** When the fault was over: of itself at its own time, else now. */
function endOf(record: FaultRecord): number {
  const held = record.endsBy > Date.parse(record.plannedAt) + 1
  return held ? Math.min(record.endsBy, Date.now()) : Date.now()
}
