import { faults, loadAll } from '../../catalogue.ts'
import type { Scenario } from '../../journal.ts'
import type { Ability } from '../../model.ts'

/** What a runtime would have to be able to do for a scenario, and cannot: what the scenario says, and what its faults ask for. */
export async function lacking({ needs, steps }: Pick<Scenario, 'needs' | 'steps'>, has: ReadonlySet<Ability>): Promise<Ability[]> {
  const known = await loadAll(faults)
  const asked = steps.flatMap((step) => ('fault' in step ? (known.find(({ name }) => name === step.fault)?.needs(step.args) ?? []) : []))
  return [...new Set([...needs, ...asked])].filter((ability) => !has.has(ability))
}

/** Why a scenario is skipped, to follow its name. */
export function skipReason(lacks: Ability[], runtime: string): string {
  const what = `needs ${lacks.join(', ')}`
  // What a kind lab can do depends on how it was made.
  if (runtime === 'kind' && lacks.includes('nodes')) return `${what}, for which a lab on kind is made with --workers 2`
  return `${what}, which the runtime ${runtime} cannot do`
}
