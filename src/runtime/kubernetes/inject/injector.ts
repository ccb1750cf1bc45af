import { LabError } from '../../../lib/errors.ts'
import type { RuntimeName } from '../../../model/lab.ts'
import type { Capability } from '../../../model/lab-defaults.ts'
import type { Evidence } from '../../../model/run.ts'
import { capabilityFor, type Injection, type Lease } from '../../injection.ts'
import type { Lab } from '../../runtime.ts'

/** How one kind of injection is done. Everything that it leaves behind can be told by the lease's id alone. */
export interface Injector<D extends Injection = Injection> {
  /** Sets what ends it at `lease.until` first, then begins it. Throws `no-target` where there is nothing to do it to. */
  begin(injection: D, lease: Lease): Promise<void>
  /** Safe to call again. */
  end(injection: D, lease: Lease): Promise<void>
  evidence(injection: D, lease: Lease): Promise<Evidence>
}

/** What can be injected into a lab; each is loaded when it is asked for. */
export type Injectors = { [Kind in Injection['kind']]?: () => Promise<Injector<Extract<Injection, { kind: Kind }>>> }

/** Injects into a lab. What the lab is not capable of is refused with `needs-capability`. */
export function injecting(
  runtime: RuntimeName,
  able: ReadonlySet<Capability>,
  known: Injectors,
): Pick<Lab, 'inject' | 'endInjection' | 'injectionEvidence'> {
  const injectorOf = async ({ kind }: Injection): Promise<Injector> => {
    const load = known[kind] as (() => Promise<Injector>) | undefined
    if (load === undefined || !able.has(capabilityFor(kind)))
      throw new LabError('needs-capability', `This lab (${runtime}) cannot do that: ${kind}`)
    return load()
  }
  return {
    async inject(injection, lease) {
      const injector = await injectorOf(injection)
      await injector.begin(injection, lease)
      // Where it took longer to begin than it was to last, what ends it has been there too early.
      if (Date.now() >= lease.until) await injector.end(injection, lease)
    },
    endInjection: async (injection, lease) => (await injectorOf(injection)).end(injection, lease),
    injectionEvidence: async (injection, lease) => (await injectorOf(injection)).evidence(injection, lease),
  }
}
