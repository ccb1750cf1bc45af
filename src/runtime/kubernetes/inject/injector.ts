import { LabError } from '../../../lib/errors.ts'
import type { Capability, RuntimeName } from '../../../model/lab.ts'
import type { Evidence } from '../../../model/run.ts'
import { capabilityFor, type Injection } from '../../injection.ts'
import type { Hold, Lab } from '../../runtime.ts'

/** How one kind of disturbance is done. Everything that it leaves behind can be told by the hold's id alone. */
export interface Injector<D extends Injection = Injection> {
  /** Sets what ends it at `hold.until` first, then begins it. Throws `no-target` where there is nothing to disturb. */
  begin(disturbance: D, hold: Hold): Promise<void>
  /** Safe to call again. */
  end(disturbance: D, hold: Hold): Promise<void>
  look(disturbance: D, hold: Hold): Promise<Evidence>
}

/** What a lab can be disturbed by; each is loaded when it is asked for. */
export type Injectors = { [Kind in Injection['kind']]?: () => Promise<Injector<Extract<Injection, { kind: Kind }>>> }

/** A lab's part that disturbs. What it is not able to do it refuses with `needs-capability`. */
export function injecting(
  runtime: RuntimeName,
  able: ReadonlySet<Capability>,
  known: Injectors,
): Pick<Lab, 'inject' | 'endInjection' | 'injectionEvidence'> {
  const disturberOf = async ({ kind }: Injection): Promise<Injector> => {
    const load = known[kind] as (() => Promise<Injector>) | undefined
    if (load === undefined || !able.has(capabilityFor(kind)))
      throw new LabError('needs-capability', `This lab (${runtime}) cannot do that: ${kind}`)
    return load()
  }
  return {
    async inject(disturbance, hold) {
      const disturber = await disturberOf(disturbance)
      await disturber.begin(disturbance, hold)
      // Where it took longer to begin than it was to last, what ends it has been there too early.
      if (Date.now() >= hold.until) await disturber.end(disturbance, hold)
    },
    endInjection: async (disturbance, hold) => (await disturberOf(disturbance)).end(disturbance, hold),
    injectionEvidence: async (disturbance, hold) => (await disturberOf(disturbance)).look(disturbance, hold),
  }
}
