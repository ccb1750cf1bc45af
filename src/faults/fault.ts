import type { ZodType } from 'zod'
import type { Evidence } from '../journal.ts'
import type { Ability } from '../model.ts'
import type { Lab } from '../runtime/runtime.ts'
import type { FaultRecord } from '../state/ledger.ts'

/** What a fault builds the schema of its arguments from; the scenario's reader hands it in, as only it knows the scrape interval. */
export interface FaultKit {
  duration: ZodType<number>
  replica: ZodType<string>
  container: ZodType<string>
  /** A pod, a workload (all of its pods), or a role that is settled to a replica's pod. */
  part: ZodType<string>
}

export type Args = Record<string, unknown>

/** A way to break the lab. Its record is in the ledger from before `inject` until after `heal`. */
export interface Fault {
  readonly name: string
  readonly summary: string
  /** How long its proof may take, milliseconds; 15 s where it is left out. */
  readonly proofMs?: number
  /** Shape of the arguments in a scenario file; roles such as `preferred` are settled to pods before `plan`. */
  args(kit: FaultKit): ZodType<Args>
  /** What the runtime must be able to do for these arguments. */
  needs(args: Args): Ability[]
  /** What would be done, and how to undo it; changes nothing. Throws `lab-broken` where the target is not there. */
  plan(lab: Lab, args: Args, id: string): Promise<FaultRecord>
  /** Does it. What takes its time stops at the signal. */
  inject(lab: Lab, record: FaultRecord, signal: AbortSignal): Promise<void>
  /** Looks once whether it happened: proof, or not (yet). */
  prove(lab: Lab, record: FaultRecord): Promise<Evidence>
  /** Undoes it; safe to call again, and after it has ended by itself. */
  heal(lab: Lab, record: FaultRecord): Promise<void>
}
