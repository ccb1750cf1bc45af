import { z, type ZodType } from 'zod'
import { LabError } from '../lib/errors.ts'
import type { Duration, Resolved } from '../model/duration.ts'
import type { Capability } from '../model/lab-defaults.ts'
import type { Evidence } from '../model/run.ts'
import type { Outage } from '../model/outage.ts'
import { capabilityFor, type Injection, type Lease } from '../runtime/injection.ts'
import type { Lab } from '../runtime/runtime.ts'
import type { FaultRecord } from '../storage/ledger.ts'
import { changesNothing, stillActive } from './still-active.ts'

/**
 * What a fault builds the schema of its arguments from. A value says by its kind what of a lab it names, so that a word that names
 * nothing is found in the file, without a lab. The reader of scenarios hands it in.
 */
export interface FaultValueTypes {
  /** `10s` or `10 scrapes`; a fault gets milliseconds. */
  duration: ZodType<Duration>
  replica: ZodType<string>
  /** A container of the pod or workload that one of these arguments beside it names. */
  containerOf(...beside: string[]): ZodType<string>
  /** A pod, a workload (all of its pods), or a role that is resolved to a replica's pod. */
  part: ZodType<string>
  /** A workload by its name. */
  workload: ZodType<string>
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
  /** How long its verification may take, milliseconds; 15 s where it is left out. */
  readonly verifyMs?: number
  /** Shape of the arguments in a scenario file; durations, and roles such as `preferred`, are resolved before `plan`. */
  args(types: FaultValueTypes): ZodType<Args>
  /** What the runtime must be able to do for these arguments. */
  needs(args: Args): Capability[]
  /**
   * For a fault whose arguments name no role: whether the lab accepts them, before the first step of a run; changes nothing. Throws
   * `scenario`.
   */
  check?(lab: Lab, args: Args): Promise<void>
  /** What is to be done, and how to undo it; changes nothing. Throws `no-target` where its target does not exist now, `scenario` where no lab has it. */
  plan(lab: Lab, args: Args, id: string): Promise<FaultRecord>
  /** Does it. Stops waiting at the signal. */
  inject(lab: Lab, record: FaultRecord, signal: AbortSignal): Promise<void>
  /** Checks once whether its effect is observed: verified, or not (yet). */
  verify(lab: Lab, record: FaultRecord): Promise<Evidence>
  /** Checks once whether it is still active, before its end; left out for a fault that holds nothing until then. */
  lasts?(lab: Lab, record: FaultRecord): Promise<Evidence>
  /** Undoes it; safe to call again, and after it has ended by itself. */
  heal(lab: Lab, record: FaultRecord): Promise<void>
}

/** A fault as its file writes it: with the types of its arguments and of what it keeps in the ledger. */
export interface FaultDefinition<A extends Args, U extends Record<string, unknown>> extends Pick<Fault, 'name' | 'summary' | 'verifyMs'> {
  args(types: FaultValueTypes): ZodType<A>
  /** What is kept in the ledger, so that it can be verified and healed from there. */
  undo: ZodType<U>
  needs(args: Resolved<A>): Capability[]
  check?(lab: Lab, args: Resolved<A>): Promise<void>
  plan(lab: Lab, args: Resolved<A>, id: string): Promise<FaultRecord & { undo: U }>
  inject(lab: Lab, undo: U, context: { record: FaultRecord; signal: AbortSignal }): Promise<void>
  verify(lab: Lab, undo: U, record: FaultRecord): Promise<Evidence>
  lasts?(lab: Lab, undo: U): Promise<Evidence>
  heal(lab: Lab, undo: U): Promise<void>
}

/** Keeps the types of a fault's arguments and undo within its file: whoever holds a list of faults need not know them. */
export function defineFault<A extends Args, U extends Record<string, unknown>>(definition: FaultDefinition<A, U>): Fault {
  const { undo, inject, verify, lasts, heal, ...rest } = definition
  // The scenario's schema is made of `args`, so what comes back is an A, its durations resolved.
  const typed = rest as unknown as Omit<Fault, 'inject' | 'verify' | 'lasts' | 'heal'>
  return {
    ...typed,
    inject: async (lab, record, signal) => inject(lab, parseUndo(undo, record), { record, signal }),
    verify: async (lab, record) => verify(lab, parseUndo(undo, record), record),
    ...(lasts === undefined ? {} : { lasts: async (lab: Lab, record: FaultRecord) => lasts(lab, parseUndo(undo, record)) }),
    heal: async (lab, record) => heal(lab, parseUndo(undo, record)),
  }
}

function parseUndo<U>(schema: ZodType<U>, record: FaultRecord): U {
  const { data, error } = schema.safeParse(record.undo)
  if (error !== undefined) throw new LabError('state', 'its record does not say how to undo it', { cause: error })
  return data
}

/** How long an injection without `for` lasts at most, milliseconds: a step is meant to heal it. */
const LONGEST_MS = 10 * 60_000

/** What a fault is to do, planned on a lab. */
export interface Planned {
  injection: Injection
  target: string
  /** The replica that it hits, where it hits one. */
  replica?: string
  /** Every pod that it takes away, where they are more than its target says. */
  pods?: string[]
  /** Its effect on the replicas' samples; how long is known from `for`. */
  outages?: Omit<Outage, 'ms'>[]
}

/** The arguments of a fault that is one injection: `for` says how long it lasts; left out, until it is healed. */
type InjectionArgs = Args & { for?: Duration }

interface InjectionFault<A extends InjectionArgs> extends Pick<Fault, 'name' | 'summary' | 'verifyMs'> {
  kind: Injection['kind']
  /** Capabilities beside the one that the injection itself needs. */
  needs?: Capability[]
  /** The arguments name no role, so that they can be checked before the first step of a run. */
  roleless?: true
  args(types: FaultValueTypes): ZodType<A>
  plan(lab: Lab, args: Resolved<A>): Promise<Planned>
  /** Whether the injection had the effect that is meant, since it was planned (Unix ms); checked once it is active. */
  effect?(lab: Lab, args: Resolved<A>, since: number): Promise<Evidence>
  /** Waits for what healing sets in motion. */
  recovered?(lab: Lab): Promise<void>
}

/** What the ledger keeps of an injection. It was valid when it was written: only its outline is checked. */
function injectionUndo<A extends InjectionArgs>() {
  return z.object({
    injection: z.custom<Injection>((value) => typeof value === 'object' && value !== null && 'kind' in value),
    lease: z.object({ id: z.string(), until: z.number() }) satisfies ZodType<Lease>,
    /** With the roles resolved. */
    args: z.custom<Resolved<A>>((value) => typeof value === 'object' && value !== null),
  })
}

/** A fault that is one injection of the runtime, active until it is healed, or until `for` is over. */
export function injectionFault<A extends InjectionArgs>(fault: InjectionFault<A>): Fault {
  const { kind, needs = [], roleless, plan, effect, recovered, ...rest } = fault
  return defineFault({
    ...rest,
    undo: injectionUndo<A>(),

    needs: () => [capabilityFor(kind), ...needs],

    ...(roleless === undefined ? {} : { check: async (lab: Lab, args: Resolved<A>) => lab.admit((await plan(lab, args)).injection) }),

    async plan(lab, args: Resolved<A>, id) {
      const { injection, target, replica, pods, outages } = await plan(lab, args)
      await lab.admit(injection)
      if (changesNothing(injection)) throw new LabError('scenario', `${fault.name} would change nothing: ${target} is so already`)
      const now = Date.now()
      const endsBy = now + (args.for ?? LONGEST_MS)
      return {
        id,
        fault: fault.name,
        lab: lab.name,
        target,
        ...(replica === undefined ? {} : { replica }),
        ...(pods === undefined ? {} : { pods }),
        ...(outages === undefined
          ? {}
          : { outages: outages.map((outage) => ({ ...outage, ...(args.for === undefined ? {} : { ms: args.for }) })) }),
        plannedAt: new Date(now).toISOString(),
        endsBy,
        endsItself: args.for !== undefined,
        undo: { injection, lease: { id, until: endsBy }, args },
      }
    },

    inject: (lab, { injection, lease }) => lab.inject(injection, lease),

    async verify(lab, { injection, lease, args }, record) {
      const evidence = await lab.injectionEvidence(injection, lease)
      if (!evidence.verified || effect === undefined) return evidence
      const { verified, detail, facts } = await effect(lab, args, Date.parse(record.plannedAt))
      return { verified, detail: `${evidence.detail}; ${detail}`, facts: { ...evidence.facts, ...facts } }
    },

    lasts: (lab, { injection, lease }) => stillActive(lab, injection, lease),

    async heal(lab, { injection, lease }) {
      await lab.endInjection(injection, lease)
      await recovered?.(lab)
    },
  })
}
