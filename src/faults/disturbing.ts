import type { Evidence, Outage } from '../journal.ts'
import type { Ability } from '../model.ts'
import { type Disturbance, abilityFor } from '../runtime/disturbance.ts'
import type { Hold, Lab } from '../runtime/runtime.ts'
import type { Args, Fault } from './fault.ts'

/** How long a disturbance without `for` lasts at most, milliseconds: it is meant to be healed by a step. */
const LONGEST_MS = 10 * 60_000

/** What a fault would do, planned on a lab. */
export interface Planned {
  disturbance: Disturbance
  target: string
  /** The replica that it hits, where it hits one. */
  replica?: string
  /** Every pod that it takes away, where they are more than its target says. */
  hits?: string[]
  /** What it is to do to what replicas have; how long is known from `for`. */
  outages?: Omit<Outage, 'ms'>[]
}

interface Disturbing extends Pick<Fault, 'name' | 'summary' | 'args' | 'proofMs'> {
  kind: Disturbance['kind']
  /** Beside what the disturbance itself takes. */
  needs?: Ability[]
  plan(lab: Lab, args: Args): Promise<Planned>
  /** What shows that the disturbance, by its arguments, has the effect that is meant, since it was planned (Unix ms); looked at once it is in force. */
  effect?(lab: Lab, args: Args, since: number): Promise<Evidence>
  /** Waits for what healing sets in motion. */
  settled?(lab: Lab): Promise<void>
}

interface Undo extends Record<string, unknown> {
  disturbance: Disturbance
  hold: Hold
  /** As they were settled, for the look at the effect. */
  args: Args
}

/**
 * A fault that is one disturbance of the runtime's, from its injection until it is healed, or until `for` is over: every such
 * fault may have that argument.
 */
export function disturbing({ kind, needs = [], plan, effect, settled, ...rest }: Disturbing): Fault {
  return {
    ...rest,

    needs: () => [abilityFor(kind), ...needs],

    async plan(lab, args, id) {
      const held = args['for'] as number | undefined
      const { disturbance, target, replica, hits, outages } = await plan(lab, args)
      const now = Date.now()
      const endsBy = now + (held ?? LONGEST_MS)
      const undo: Undo = { disturbance, hold: { id, until: endsBy }, args }
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

    inject: (lab, { undo }) => lab.disturb(...disturbanceOf(undo)),

    async prove(lab, record) {
      const evidence = await lab.disturbed(...disturbanceOf(record.undo))
      if (!evidence.proven || effect === undefined) return evidence
      const { proven, detail, facts } = await effect(lab, (record.undo as Undo).args, Date.parse(record.plannedAt))
      return { proven, detail: `${evidence.detail}; ${detail}`, facts: { ...evidence.facts, ...facts } }
    },

    async heal(lab, record) {
      await lab.undisturb(...disturbanceOf(record.undo))
      await settled?.(lab)
    },
  }
}

function disturbanceOf(undo: Record<string, unknown>): [Disturbance, Hold] {
  const { disturbance, hold } = undo as Undo
  return [disturbance, hold]
}
