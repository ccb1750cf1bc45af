import type { Skip } from '../doctor/answer.ts'
import type { RuntimeAnswer } from '../doctor/runtimes.ts'
import type { Capability } from '../model/lab.ts'
import type { Scenario } from '../model/scenario.ts'
import { faults, loadAll } from '../registry.ts'
import { listScenarios } from '../scenario/files.ts'
import { scenarioVocabulary } from './select-scenarios.ts'

/** The capabilities that a scenario and its faults need, and the runtime lacks. */
export async function missingCapabilities(
  { needs, steps }: Pick<Scenario, 'needs' | 'steps'>,
  has: ReadonlySet<Capability>,
): Promise<Capability[]> {
  const known = await loadAll(faults)
  const needed = steps.flatMap((step) => ('fault' in step ? (known.find(({ name }) => name === step.fault)?.needs(step.args) ?? []) : []))
  return [...new Set([...needs, ...needed])].filter((capability) => !has.has(capability))
}

/** Why a scenario is skipped; follows the scenario's name in a sentence. */
export function skipReason(missing: Capability[], runtime: string): string {
  const what = `needs ${missing.join(', ')}`
  // The capabilities of a kind lab depend on its settings.
  if (runtime === 'kind' && missing.includes('nodes')) return `${what}; create the lab on kind with --workers 2`
  return `${what}, which the runtime ${runtime} lacks`
}

/** The scenarios of the package that a runtime skips, and why. */
export async function skipsOf({ name, capabilities }: Pick<RuntimeAnswer, 'name' | 'capabilities'>): Promise<Skip[]> {
  // What a scenario needs does not depend on the scrape interval.
  const scenarios = (await listScenarios(await scenarioVocabulary())).map((file) => file.resolve(1000))
  const missing = await Promise.all(scenarios.map((scenario) => missingCapabilities(scenario, new Set(capabilities))))
  return scenarios.flatMap(({ name: scenario }, index): Skip[] => {
    const lacked = missing[index] ?? []
    return lacked.length === 0 ? [] : [{ scenario, reason: skipReason(lacked, name) }]
  })
}
