import type { RuntimeAnswer } from '../doctor/can-run.ts'
import type { Skip } from '../doctor/answer.ts'
import { listScenarios } from '../scenario/find.ts'
import { lacking, skipReason } from './chaos/needs.ts'
import { scenarioCatalogue } from './scenario-catalogue.ts'

/** Which scenarios of the package a runtime skips, and why. Any lab's interval will do: what they need is the same. */
export async function skipsOf({ name, abilities }: Pick<RuntimeAnswer, 'name' | 'abilities'>): Promise<Skip[]> {
  const scenarios = (await listScenarios(await scenarioCatalogue())).map((file) => file.resolve(1000))
  const lacks = await Promise.all(scenarios.map((scenario) => lacking(scenario, new Set(abilities))))
  return scenarios.flatMap(({ name: scenario }, index): Skip[] => {
    const lack = lacks[index] ?? []
    return lack.length === 0 ? [] : [{ scenario, reason: skipReason(lack, name) }]
  })
}
