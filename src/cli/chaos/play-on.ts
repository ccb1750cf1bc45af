import { faults, loadAll } from '../../catalogue.ts'
import type { Run, Scenario } from '../../journal.ts'
import { buildVersion } from '../../observe/prometheus.ts'
import { replicaNames } from '../../runtime/replicas.ts'
import type { Lab } from '../../runtime/runtime.ts'
import { play } from '../../scenario/player.ts'
import { saveRun } from '../../state/runs.ts'
import { foresee } from '../../verdict/foresee.ts'
import { foretold } from '../../verdict/foretold.ts'
import type { Context } from '../context.ts'
import { judged } from '../judged.ts'
import { untilReady } from './ready.ts'

export interface PlayedRun {
  run: Run
  /** Faults that could not be healed, with why: they stay in the ledger. */
  unhealed: string[]
}

/** Plays one scenario from a steady state on, judges and keeps it, also where it was stopped. Throws LabErrors of the lab. */
export async function playOn(context: Context, lab: Lab, scenario: Scenario): Promise<PlayedRun> {
  const { progress, signal } = context
  const scraped = Object.values(scenario.observe).map(({ samples }) => samples)
  const steadyMs = await untilReady(context, lab, scraped)
  progress.say(`${scenario.title} (${scenario.name} on ${lab.name}, ${lab.runtime})`)
  const { journal, unhealed } = await play({
    lab,
    scenario,
    faults: await loadAll(faults),
    versions: await versionsOf(lab),
    foresee: (outages, before) => {
      const predictions = foresee(outages, before)
      for (const [name, prediction] of Object.entries(predictions)) progress.say(`Foretold for ${name}: ${foretold(prediction)}`)
      return predictions
    },
    progress,
    signal,
  })
  const run = await judged({ ...journal, timing: { steps: [], ...journal.timing, steadyMs } })
  const kept = await saveRun(run)
  progress.say(`Kept as ${run.id} (${kept})`)
  return { run, unhealed }
}

async function versionsOf(lab: Lab): Promise<Record<string, string>> {
  const [prometheus, thanos] = await Promise.all([
    buildVersion(lab.address(replicaNames(lab.settings.replicas)[0] ?? '')),
    buildVersion(lab.address('query')),
  ])
  return {
    ...(prometheus === undefined ? {} : { prometheus }),
    ...(thanos === undefined ? {} : { thanos }),
    node: process.versions.node,
  }
}
