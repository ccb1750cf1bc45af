import { DEFAULT_SETTINGS } from '../model/lab-defaults.ts'
import type { LiveScenario } from '../model/live.ts'
import { listScenarios } from '../scenario/files.ts'
import { missingCapabilities, skipReason } from './capabilities.ts'
import { findLab, loadRuntime } from './labs.ts'
import { scenarioVocabulary } from './select-scenarios.ts'

/** The scenarios of the package, with why that lab cannot run one; without a lab, nobody knows. */
export async function liveScenarios(name: string): Promise<LiveScenario[]> {
  const lab = await findLab(name).catch(() => undefined)
  const runtime = lab === undefined ? undefined : await loadRuntime(lab.runtime)
  const files = await listScenarios(await scenarioVocabulary())
  return Promise.all(
    files.map(async (file) => {
      // What a scenario is about does not depend on the scrape interval.
      const scenario = file.resolve(DEFAULT_SETTINGS.scrapeIntervalMs)
      const missing = lab === undefined ? [] : await missingCapabilities(scenario, lab.capabilities)
      const { title, teaches, outcome } = scenario
      return {
        name: scenario.name,
        title,
        teaches,
        outcome,
        ...(missing.length === 0 || runtime === undefined ? {} : { missing: `It ${skipReason(missing, runtime)}.` }),
      }
    }),
  )
}
