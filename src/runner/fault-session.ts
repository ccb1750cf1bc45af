import type { Fault } from '../faults/define.ts'
import { LabError, reason } from '../lib/errors.ts'
import { poll } from '../lib/poll.ts'
import type { Outage } from '../model/outage.ts'
import type { Evidence, FaultEntry } from '../model/run.ts'
import type { Step } from '../model/scenario.ts'
import type { Lab } from '../runtime/runtime.ts'
import { closeFault, type FaultRecord, openFault } from '../storage/ledger.ts'
import { healedByAnother, type LastLook, lastLook, untilLastLook } from './last-look.ts'

/** How long the verification of a fault may take, where it says nothing else. */
const VERIFY_MS = 15_000

export interface OpenFault {
  record: FaultRecord
  entry: FaultEntry
  /** The look right before its own end: what waits for it, and once it has begun, until when it is done. */
  look?: { timer: NodeJS.Timeout; done?: Promise<void> }
}

/** Which faults: by name, `all`, or by a choice. */
export type Which = string | ((opened: OpenFault) => boolean)

export interface Told {
  /** Called when an entry has changed. */
  onChange?: () => void
  /** Called when a fault was not seen to last to its end. */
  onEndedEarly?: (entry: FaultEntry, seen: Evidence) => void
}

/** The faults of a run: planned into the ledger, injected, verified, healed. */
export class FaultSession {
  /** Every fault of the run, in order. */
  readonly entries: FaultEntry[] = []
  /** What could not be healed, with why; it stays in the ledger, for `thanos-lab heal`. */
  readonly unhealed: string[] = []
  #lab: Lab
  #known: Fault[]
  #open: OpenFault[] = []
  #told: Told

  constructor(lab: Lab, known: Fault[], told: Told = {}) {
    this.#lab = lab
    this.#known = known
    this.#told = told
  }

  /** Throws `scenario` where the lab does not take a step's fault; nothing is done. */
  async check(step: Step): Promise<void> {
    if ('fault' in step) await this.#fault(step.fault).check?.(this.#lab, step.args)
  }

  /** Writes the fault into the ledger; nothing is done yet. Throws `foreign` where another lab took the place of this one. `preferred`: which replica Query preferred right before. */
  async plan(name: string, args: Record<string, unknown>, preferred: Record<string, string | null>): Promise<OpenFault> {
    await this.#lab.identify()
    const record = await this.#fault(name).plan(this.#lab, args, `${this.entries.length + 1}-${Date.now().toString(36)}`)
    await openFault(record)
    const { id, fault, target, replica, pods } = record
    const entry: FaultEntry = {
      id,
      fault,
      target,
      injectedAt: record.plannedAt,
      healedAt: null,
      evidence: { verified: false, detail: 'it was not injected' },
      preferred,
      ...(replica === undefined ? {} : { replica }),
      ...(pods === undefined ? {} : { pods }),
    }
    const opened = { record, entry }
    this.#open.push(opened)
    this.entries.push(entry)
    return opened
  }

  /** Does it, and verifies it until that succeeds or time is up. */
  async inject(opened: OpenFault, signal: AbortSignal): Promise<void> {
    const { record, entry } = opened
    const fault = this.#fault(record.fault)
    entry.injectedAt = new Date().toISOString()
    this.#told.onChange?.()
    await fault.inject(this.#lab, record, signal)
    entry.evidence = await this.#verify(fault, record, signal)
    this.#lookInTime(opened)
    this.#told.onChange?.()
  }

  /** Those that are open now, oldest first. */
  opened(which: Which): OpenFault[] {
    return this.#open.filter((opened) => (typeof which === 'string' ? which === 'all' || opened.record.fault === which : which(opened)))
  }

  /** Outages of the faults before that one which are not over by themselves yet. */
  lasting(before: OpenFault): Outage[] {
    const others = this.#open.filter((opened) => opened !== before)
    return others.flatMap(({ record: { outages = [], endsItself, endsBy } }) =>
      endsItself === false || endsBy > Date.now() ? outages : [],
    )
  }

  /**
   * Looks whether those are still active, before they are healed; those whose end is over have been looked at in time. All of them at once: healing one
   * may take long. Never throws.
   */
  async look(which: Which): Promise<void> {
    await Promise.all(
      this.opened(which).map(async (opened) => {
        const isDue = opened.look?.done === undefined && opened.record.endsBy > Date.now()
        if (isDue && this.#holds(opened.record)) await this.#look(opened)
        await opened.look?.done
      }),
    )
  }

  /** Last first. Never throws: what cannot be healed is in `unhealed`. */
  async heal(which: Which): Promise<void> {
    for (const opened of this.opened(which).reverse()) {
      try {
        await this.#healOne(opened)
      } catch (error) {
        const { fault, target, id } = opened.record
        this.unhealed.push(`${fault} of ${target} (${id}): ${reason(error)}`)
      }
    }
  }

  async #healOne(opened: OpenFault): Promise<void> {
    const { record, entry, look } = opened
    clearTimeout(look?.timer)
    await look?.done
    if (entry.lasted === undefined && this.#holds(record)) this.#seen(opened, await healedByAnother(record))
    await healFault(this.#lab, this.#fault(record.fault), record)
    entry.healedAt ??= new Date(endOf(record)).toISOString()
    this.#open = this.#open.filter((other) => other !== opened)
    this.#told.onChange?.()
  }

  /** Has it looked at right before its own end. One that lasts until it is healed is looked at before that. */
  #lookInTime(opened: OpenFault): void {
    const { record } = opened
    const leftMs = record.endsBy - Date.now()
    if (record.endsItself === false || !this.#holds(record) || leftMs <= 0) return
    const look: NonNullable<OpenFault['look']> = { timer: setTimeout(() => (look.done = this.#look(opened)), untilLastLook(leftMs)) }
    opened.look = look
  }

  async #look(opened: OpenFault): Promise<void> {
    this.#seen(opened, await lastLook(opened.record, () => this.#lasts(opened)))
  }

  async #lasts(opened: OpenFault): Promise<Evidence> {
    const evidence = await this.#fault(opened.record.fault).lasts?.(this.#lab, opened.record)
    if (evidence === undefined) return { verified: true, detail: 'nothing is held' }
    if (!evidence.verified && this.#isHitAgain(opened)) return { verified: true, detail: 'a later fault hit the same pod' }
    return evidence
  }

  /** Whether a later fault of the run hit one of its pods, which may have ended it as the scenario means it to. */
  #isHitAgain({ entry }: OpenFault): boolean {
    const pods = new Set(podsOf(entry))
    return this.entries.slice(this.entries.indexOf(entry) + 1).some((later) => podsOf(later).some((pod) => pods.has(pod)))
  }

  #seen({ entry }: OpenFault, look: LastLook | undefined): void {
    if (look === undefined) return
    entry.lasted = look.lasted
    if (look.endedBy !== undefined) entry.healedAt = new Date(look.endedBy).toISOString()
    if (!look.lasted.verified) this.#told.onEndedEarly?.(entry, look.lasted)
    this.#told.onChange?.()
  }

  /** Whether it holds something until its end. */
  #holds(record: FaultRecord): boolean {
    return this.#fault(record.fault).lasts !== undefined && isHeld(record)
  }

  async #verify(fault: Fault, record: FaultRecord, signal: AbortSignal): Promise<Evidence> {
    const deadline = Date.now() + (fault.verifyMs ?? VERIFY_MS)
    return poll(() => fault.verify(this.#lab, record), { until: ({ verified }) => verified, everyMs: 100, deadline, signal })
  }

  #fault(name: string): Fault {
    const fault = this.#known.find((candidate) => candidate.name === name)
    if (fault === undefined) throw new LabError('scenario', `There is no fault ${name}`)
    return fault
  }
}

/** A fault that is over at once is read when its traces differ from an ordinary distance between samples. */
const TRACES = 4

/**
 * When to take the snapshot during the outage, Unix ms: late in it, so an interval before the fault ends by itself; some scrapes after a
 * fault that is over at once. `heal`: right before it is healed, as only that ends it.
 */
export function dueSnapshot({ endsItself, endsBy }: FaultRecord, intervalMs: number): number | 'heal' {
  const now = Date.now()
  if (endsItself === false) return 'heal'
  return endsBy <= now ? now + TRACES * intervalMs : Math.max(now, endsBy - Math.max(intervalMs, 1000))
}

/** When a fault was over: at its own time where it held something until then, else now. */
function endOf(record: FaultRecord): number {
  return isHeld(record) ? Math.min(record.endsBy, Date.now()) : Date.now()
}

function podsOf({ target, replica, pods = [] }: FaultEntry): string[] {
  return [target.split('/')[0] ?? '', ...(replica === undefined ? [] : [replica]), ...pods]
}

/** Whether it holds something until its own time, or until it is healed. */
function isHeld({ endsBy, plannedAt }: FaultRecord): boolean {
  return endsBy > Date.parse(plannedAt) + 1
}

/**
 * Undoes a fault, and only then takes it out of the ledger: one that could not be undone is still known. Throws `foreign` where another lab took
 * the place of this one.
 */
export async function healFault(lab: Lab, fault: Fault, record: FaultRecord): Promise<void> {
  await lab.identify().catch((error: unknown) => {
    // Some faults can be undone though the lab does not answer.
    if (error instanceof LabError && error.code === 'foreign') throw error
  })
  await fault.heal(lab, record).catch(async (error: unknown) => {
    // What undoes it may be ended on its way, as Docker's client by the system. To undo it twice does no harm: `heal` may be typed again, too.
    if (!(error instanceof LabError) || error.code !== 'lab-broken') throw error
    await fault.heal(lab, record)
  })
  await closeFault(record.lab, record.id)
}
