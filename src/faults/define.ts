import type { ZodType } from 'zod'
import { LabError } from '../lib/errors.ts'
import type { Capability } from '../model/lab.ts'
import type { Evidence } from '../model/run.ts'
import type { Outage } from '../model/outage.ts'
import { capabilityFor, type Injection } from '../runtime/injection.ts'
import type { Hold, Lab } from '../runtime/runtime.ts'
import type { FaultRecord } from '../storage/ledger.ts'

/**
 * What a fault builds the schema of its arguments from. A value says by its kind what of a lab it names, so that a word that names
 * nothing is found in the file, without a lab. The scenario's reader hands it in, as only it knows the scrape interval.
 */
export interface FaultValueTypes {
  duration: ZodType<number>
  replica: ZodType<string>
  /** A container of the pod or workload that one of these arguments beside it names. */
  containerOf(...beside: string[]): ZodType<string>
  /** A pod, a workload (all of its pods), or a role that is settled to a replica's pod. */
  part: ZodType<string>
  /** Such a part, to which the one that the argument beside it names opens connections. */
  connectedFrom(beside: string): ZodType<string>
  /** How many pods the workload that the argument beside it names has from then on. */
  podsOf(beside: string): ZodType<number>
  /** A job of Prometheus's configuration. */
  job: ZodType<string>
}

export type Args = Record<string, unknown>

/** A way to break the lab. Its record is in the ledger from before `inject` until after `heal`. */
export interface Fault {
  readonly name: string
  readonly summary: string
  /** How long its proof may take, milliseconds; 15 s where it is left out. */
  readonly verifyMs?: number
  /** Shape of the arguments in a scenario file; roles such as `preferred` are settled to pods before `plan`. */
  args(kit: FaultValueTypes): ZodType<Args>
  /** What the runtime must be able to do for these arguments. */
  needs(args: Args): Capability[]
  /**
   * For a fault whose arguments name no role: whether the lab takes them, before the first step of a run; changes nothing. Throws
   * `scenario`.
   */
  check?(lab: Lab, args: Args): Promise<void>
  /** What would be done, and how to undo it; changes nothing. Throws `no-target` where what it would hit is not there now, `scenario` where no lab has it. */
  plan(lab: Lab, args: Args, id: string): Promise<FaultRecord>
  /** Does it. What takes its time stops at the signal. */
  inject(lab: Lab, record: FaultRecord, signal: AbortSignal): Promise<void>
  /** Looks once whether it happened: proof, or not (yet). */
  verify(lab: Lab, record: FaultRecord): Promise<Evidence>
  /** Undoes it; safe to call again, and after it has ended by itself. */
  heal(lab: Lab, record: FaultRecord): Promise<void>
}

/** How long a disturbance without `for` lasts at most, milliseconds: it is meant to be healed by a step. */
const LONGEST_MS = 10 * 60_000

/** What a fault would do, planned on a lab. */
export interface Planned {
  injection: Injection
  target: string
  /** The replica that it hits, where it hits one. */
  replica?: string
  /** Every pod that it takes away, where they are more than its target says. */
  hits?: string[]
  /** What it is to do to what replicas have; how long is known from `for`. */
  outages?: Omit<Outage, 'ms'>[]
}

interface InjectionFault extends Pick<Fault, 'name' | 'summary' | 'args' | 'verifyMs'> {
  kind: Injection['kind']
  /** Beside what the disturbance itself takes. */
  needs?: Capability[]
  /** The arguments name no role, so that they can be checked before the first step of a run. */
  roleless?: true
  plan(lab: Lab, args: Args): Promise<Planned>
  /** What shows that the disturbance, by its arguments, has the effect that is meant, since it was planned (Unix ms); looked at once it is in force. */
  effect?(lab: Lab, args: Args, since: number): Promise<Evidence>
  /** Waits for what healing sets in motion. */
  recovered?(lab: Lab): Promise<void>
}

interface Undo extends Record<string, unknown> {
  injection: Injection
  hold: Hold
  /** As they were settled, for the look at the effect. */
  args: Args
}

/**
 * A fault that is one disturbance of the runtime's, from its injection until it is healed, or until `for` is over: every such
 * fault may have that argument.
 */
export function injectionFault({ kind, needs = [], roleless, plan, effect, recovered: settled, ...rest }: InjectionFault): Fault {
  return {
    ...rest,

    needs: () => [capabilityFor(kind), ...needs],

    ...(roleless === undefined ? {} : { check: async (lab: Lab, args: Args) => lab.admit((await plan(lab, args)).injection) }),

    async plan(lab, args, id) {
      const held = args['for'] as number | undefined
      const { injection: disturbance, target, replica, hits, outages } = await plan(lab, args)
      await lab.admit(disturbance)
      const now = Date.now()
      const endsBy = now + (held ?? LONGEST_MS)
      const undo: Undo = { injection: disturbance, hold: { id, until: endsBy }, args }
      return {
        id,
        fault: rest.name,
        lab: lab.name,
        target,
        ...(replica === undefined ? {} : { replica }),
        ...(hits === undefined ? {} : { hits }),
        ...(outages === undefined
          ? {}
          : { outages: outages.map((outage) => ({ ...outage, ...(held === undefined ? {} : { ms: held }) })) }),
        plannedAt: new Date(now).toISOString(),
        endsBy,
        endsItself: held !== undefined,
        undo,
      }
    },

    inject: (lab, { undo }) => lab.inject(...injectionOf(undo)),

    async verify(lab, record) {
      const evidence = await lab.injectionEvidence(...injectionOf(record.undo))
      if (!evidence.verified || effect === undefined) return evidence
      const { verified: verified, detail, facts } = await effect(lab, (record.undo as Undo).args, Date.parse(record.plannedAt))
      return { verified: verified, detail: `${evidence.detail}; ${detail}`, facts: { ...evidence.facts, ...facts } }
    },

    async heal(lab, record) {
      const { injection: disturbance, hold } = record.undo as Partial<Undo>
      if (disturbance?.kind === undefined || typeof hold?.id !== 'string')
        throw new LabError('state', 'its record does not say how to undo it')
      await lab.endInjection(disturbance, hold)
      await settled?.(lab)
    },
  }
}

function injectionOf(undo: Record<string, unknown>): [Injection, Hold] {
  const { injection: disturbance, hold } = undo as Undo
  return [disturbance, hold]
}
