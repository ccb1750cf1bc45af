import { checks, faults, loadAll, probes } from '../../catalogue.ts'
import { LabError } from '../../errors.ts'
import type { Journal, Run, Scenario } from '../../journal.ts'
import { buildVersion } from '../../observe/prometheus.ts'
import { replicaNames } from '../../observe/replicas.ts'
import { waitSteady } from '../../observe/steady-state.ts'
import { prettyReport } from '../../report/pretty.ts'
import type { Lab } from '../../runtime/runtime.ts'
import { findScenario, listScenarios } from '../../scenario/find.ts'
import { play } from '../../scenario/player.ts'
import { type ScenarioFile, readScenario } from '../../scenario/read.ts'
import type { Catalogue } from '../../scenario/schema.ts'
import { openFaults } from '../../state/ledger.ts'
import { saveRun } from '../../state/runs.ts'
import { complete } from '../../verdict/complete.ts'
import { judge } from '../../verdict/judge.ts'
import { exitOf } from '../../verdict/exit.ts'
import type { Context } from '../context.ts'
import { command, openLab, withLabLock } from '../labs.ts'

/** How long a lab may take to become steady before a scenario. */
const STEADY_MS = 60_000

/** `thanos-lab chaos SCENARIO`, `chaos --list` */
export async function chaos(context: Context, wanted: string | undefined, options: { list?: boolean }): Promise<number> {
  const catalogue = await scenarioCatalogue()
  if (options.list === true) return list(context, catalogue)
  if (wanted === undefined) throw new LabError('usage', 'Which scenario? Name one, or a file', { hint: 'thanos-lab chaos --list' })
  // A file that does not fit is refused before a lab is looked for.
  const file = readScenario(await findScenario(wanted), catalogue)
  const { run, exit } = await withLabLock(context, 0, async () => playOn(context, await openLab(context.name), file))
  context.answer(run, () => prettyReport.render(run, context))
  return exit
}

/** What a scenario file may name. */
export async function scenarioCatalogue(): Promise<Catalogue> {
  return {
    faults: await loadAll(faults),
    checks: await loadAll(checks),
    probes: probes.map(({ name }) => name),
    abilities: ['hold', 'freeze', 'cut', 'nodes'],
  }
}

/** Plays, judges and keeps one scenario. Throws `uncleaned` where a fault could not be healed; the run is kept all the same. */
export async function playOn(context: Context, lab: Lab, file: ScenarioFile): Promise<{ run: Run; exit: number }> {
  const { progress, signal } = context
  const scenario = file.resolve(lab.settings.scrapeIntervalMs)
  await checkReady(context, lab, scenario)
  progress.say(`${scenario.title} (${scenario.name} on ${lab.name}, ${lab.runtime})`)
  const { journal, unhealed } = await play({
    lab,
    scenario,
    faults: await loadAll(faults),
    versions: await versionsOf(lab),
    progress,
    signal,
  })
  const run = await judged(journal)
  const kept = await saveRun(run)
  progress.say(`Kept as ${run.id} (${kept})`)
  if (unhealed.length > 0) throw new LabError('uncleaned', unhealed.join('\n'), { hint: command('heal', lab.name) })
  if (signal.aborted) throw new LabError('interrupted', 'Stopped; every fault is healed', { hint: command('status', lab.name) })
  return { run, exit: exitOf(run) }
}

async function judged(journal: Journal): Promise<Run> {
  const whole = complete(journal)
  return { ...whole, ...judge(whole, await loadAll(checks)) }
}

async function checkReady(context: Context, lab: Lab, scenario: Scenario): Promise<void> {
  const lacks = scenario.needs.filter((ability) => !lab.abilities.has(ability))
  if (lacks.length > 0)
    throw new LabError('needs-ability', `${scenario.name} needs ${lacks.join(', ')}, which the runtime ${lab.runtime} cannot do: skipped`)
  if ((await lab.pods()).length === 0)
    throw new LabError('lab-broken', `Nothing of the lab "${lab.name}" runs`, { hint: command('up', lab.name) })
  const open = await openFaults(lab.name)
  if (open.length > 0)
    throw new LabError('not-steady', `${open.length} fault(s) are still open: ${open.map(({ id }) => id).join(', ')}`, {
      hint: command('heal', lab.name),
    })
  await context.progress.step('waiting for the steady state', (note) =>
    waitSteady(lab, {
      deadline: Date.now() + STEADY_MS,
      signal: context.signal,
      note,
      scraped: Object.values(scenario.observe).map(({ samples }) => samples),
    }),
  )
}

async function versionsOf(lab: Lab): Promise<Record<string, string>> {
  const [prometheus, thanos] = await Promise.all([
    buildVersion(lab.address(replicaNames(lab)[0] ?? '')),
    buildVersion(lab.address('query')),
  ])
  return {
    ...(prometheus === undefined ? {} : { prometheus }),
    ...(thanos === undefined ? {} : { thanos }),
    node: process.versions.node,
  }
}

async function list(context: Context, catalogue: Catalogue): Promise<number> {
  const files = await listScenarios(catalogue)
  const scenarios = files.map(({ name, title, teaches, needs, outcome }) => ({ name, title, teaches, needs, outcome }))
  context.answer({ schemaVersion: 1, scenarios }, () =>
    scenarios.map(({ name, title, teaches }) => `${name}\n  ${title}\n  ${teaches}`).join('\n'),
  )
  return 0
}
