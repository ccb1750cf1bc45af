import type { SkippedScenario } from '../model/answers.ts'
import { type Capability, DEFAULT_SETTINGS } from '../model/lab-defaults.ts'
import type { Scenario } from '../model/scenario.ts'
import { faults, loadAll } from '../registry.ts'
import type { Runtime } from '../runtime/runtime.ts'
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

/** Why a scenario is skipped, or a lesson refused; follows its name in a sentence. */
export function skipReason(missing: Capability[], { name, withOptions }: Pick<Runtime, 'name' | 'withOptions'>): string {
  const what = `needs ${missing.join(', ')}`
  const options = missing.flatMap((capability) => withOptions[capability] ?? [])
  if (options.length > 0) return `${what}; create the lab on ${name} with ${options.join(' ')}`
  return `${what}, which the runtime ${name} lacks`
}

/** The scenarios of the package that a runtime skips, and why. */
export async function skipsOf(runtime: Pick<Runtime, 'name' | 'capabilities' | 'withOptions'>): Promise<SkippedScenario[]> {
  // What a scenario needs does not depend on the scrape interval.
  const scenarios = (await listScenarios(await scenarioVocabulary())).map((file) => file.resolve(DEFAULT_SETTINGS.scrapeIntervalMs))
  const missing = await Promise.all(scenarios.map((scenario) => missingCapabilities(scenario, runtime.capabilities)))
  return scenarios.flatMap(({ name: scenario }, index): SkippedScenario[] => {
    const lacked = missing[index] ?? []
    return lacked.length === 0 ? [] : [{ scenario, reason: skipReason(lacked, runtime) }]
  })
}
