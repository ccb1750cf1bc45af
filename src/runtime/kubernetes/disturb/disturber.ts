import { LabError } from '../../../errors.ts'
import type { Evidence } from '../../../journal.ts'
import type { Ability, RuntimeName } from '../../../model.ts'
import { type Disturbance, abilityFor } from '../../disturbance.ts'
import type { Hold, Lab } from '../../runtime.ts'

/** How one kind of disturbance is done. Everything that it leaves behind can be told by the hold's id alone. */
export interface Disturber<D extends Disturbance = Disturbance> {
  /** Sets what ends it at `hold.until` first, then begins it. Throws `lab-broken` where there is nothing to disturb. */
  begin(disturbance: D, hold: Hold): Promise<void>
  /** Safe to call again. */
  end(disturbance: D, hold: Hold): Promise<void>
  look(disturbance: D, hold: Hold): Promise<Evidence>
}

/** What a lab can be disturbed by; each is loaded when it is asked for. */
export type Disturbers = { [Kind in Disturbance['kind']]?: () => Promise<Disturber<Extract<Disturbance, { kind: Kind }>>> }

/** A lab's part that disturbs. What it is not able to do it refuses with `needs-ability`. */
export function disturbing(
  runtime: RuntimeName,
  able: ReadonlySet<Ability>,
  known: Disturbers,
): Pick<Lab, 'disturb' | 'undisturb' | 'disturbed'> {
  const disturberOf = async ({ kind }: Disturbance): Promise<Disturber> => {
    const load = known[kind] as (() => Promise<Disturber>) | undefined
    if (load === undefined || !able.has(abilityFor(kind)))
      throw new LabError('needs-ability', `This lab (${runtime}) cannot do that: ${kind}`)
    return load()
  }
  return {
    async disturb(disturbance, hold) {
      const disturber = await disturberOf(disturbance)
      await disturber.begin(disturbance, hold)
      // Where it took longer to begin than it was to last, what ends it has been there too early.
      if (Date.now() >= hold.until) await disturber.end(disturbance, hold)
    },
    undisturb: async (disturbance, hold) => (await disturberOf(disturbance)).end(disturbance, hold),
    disturbed: async (disturbance, hold) => (await disturberOf(disturbance)).look(disturbance, hold),
  }
}
