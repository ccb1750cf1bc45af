import { checks, faults, loadAll, probes } from '../catalogue.ts'
import { ABILITIES } from '../model.ts'
import type { Catalogue } from '../scenario/schema.ts'

/** What a scenario file may name. */
export async function scenarioCatalogue(): Promise<Catalogue> {
  return {
    faults: await loadAll(faults),
    checks: await loadAll(checks),
    probes: probes.map(({ name }) => name),
    abilities: ABILITIES,
  }
}
