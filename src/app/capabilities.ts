import type { Skip } from '../doctor/answer.ts'
import type { RuntimeAnswer } from '../doctor/runtimes.ts'
import type { Capability } from '../model/lab.ts'
import type { Scenario } from '../model/scenario.ts'
import { faults, loadAll } from '../registry.ts'
import { listScenarios } from '../scenario/files.ts'
import { scenarioVocabulary } from './select-scenarios.ts'

/** What a runtime would have to be able to do for a scenario, and cannot: what the scenario says, and what its faults ask for. */
export async function lacking({ needs, steps }: Pick<Scenario, 'needs' | 'steps'>, has: ReadonlySet<Capability>): Promise<Capability[]> {
  const known = await loadAll(faults)
  const asked = steps.flatMap((step) => ('fault' in step ? (known.find(({ name }) => name === step.fault)?.needs(step.args) ?? []) : []))
  return [...new Set([...needs, ...asked])].filter((capability) => !has.has(capability))
}

/** Why a scenario is skipped, to follow its name. */
export function skipReason(lacks: Capability[], runtime: string): string {
  const what = `needs ${lacks.join(', ')}`
  // What a kind lab can do depends on how it was made.
  if (runtime === 'kind' && lacks.includes('nodes')) return `${what}, for which a lab on kind is made with --workers 2`
  return `${what}, which the runtime ${runtime} cannot do`
}

/** Which scenarios of the package a runtime skips, and why. Any lab's interval will do: what they need is the same. */
export async function skipsOf({ name, capabilities: capabilities }: Pick<RuntimeAnswer, 'name' | 'capabilities'>): Promise<Skip[]> {
  const scenarios = (await listScenarios(await scenarioVocabulary())).map((file) => file.resolve(1000))
  const lacks = await Promise.all(scenarios.map((scenario) => lacking(scenario, new Set(capabilities))))
  return scenarios.flatMap(({ name: scenario }, index): Skip[] => {
    const lack = lacks[index] ?? []
    return lack.length === 0 ? [] : [{ scenario, reason: skipReason(lack, name) }]
  })
}
