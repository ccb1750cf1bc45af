import { LabError } from '../lib/errors.ts'
import type { RunRecord, Run } from '../model/run.ts'
import type { Scenario } from '../model/scenario.ts'
import { buildVersion } from '../observe/prometheus.ts'
import { waitSteady } from '../observe/readiness.ts'
import { checks, faults, loadAll } from '../registry.ts'
import { runScenario, type RunRequest } from '../runner/runner.ts'
import { replicaNames } from '../model/workloads.ts'
import type { Lab } from '../runtime/runtime.ts'
import type { ScenarioFile } from '../scenario/parse.ts'
import { boundRuns, MOST_RUNS } from '../storage/old-runs.ts'
import { saveRun } from '../storage/runs.ts'
import { soFarFile } from '../storage/run-so-far.ts'
import { analyseRun } from '../verdict/analysis.ts'
import type { Check } from '../verdict/check.ts'
import { judge } from '../verdict/judge.ts'
import { describePrediction, predictGaps } from '../verdict/prediction.ts'
import { missingCapabilities, skipReason } from './capabilities.ts'
import type { Context } from './context.ts'
import { command } from '../lib/command.ts'
import type { Progress } from '../lib/progress.ts'
import { loadRuntime, openLab, withLabLock } from './labs.ts'
import { tellRun } from './lesson/class-run.ts'
import { knownFaults } from './open-faults.ts'
import { isSeriesSpec } from '../model/reading.ts'

/**
 * Runs one scenario on the context's lab. Throws `needs-capability` where the runtime cannot run it, `uncleaned` where a fault could
 * not be healed, and `interrupted`; the run is saved in the last two cases, too.
 */
export async function runOne(context: Context, file: ScenarioFile): Promise<Pick<FinishedRun, 'run' | 'unsaved'>> {
  const { signal, name } = context
  const { run, unhealed, unsaved } = await withLabLock(context, 0, async (locked) => {
    const lab = await openLab(locked)
    const scenario = file.resolve(lab.settings.scrapeIntervalMs, lab.settings.replicas)
    const missing = await missingCapabilities(scenario, lab.capabilities)
    if (missing.length > 0)
      throw new LabError('needs-capability', `${scenario.name} is skipped: it ${skipReason(missing, await loadRuntime(lab.runtime))}`)
    return runOn(locked, lab, scenario, file)
  })
  if (unhealed.length > 0) throw uncleaned(unhealed, name)
  if (signal.aborted) throw new LabError('interrupted', 'Stopped by a signal; every fault is healed', { hint: command('status', name) })
  return { run, ...(unsaved === undefined ? {} : { unsaved }) }
}

/** The error for faults that could not be healed. */
export function uncleaned(unhealed: string[], name: string): LabError {
  return new LabError('uncleaned', unhealed.join('\n'), { hint: command('heal', name) })
}

export interface FinishedRun {
  run: Run
  /** Faults that could not be healed, with the reason; they stay in the ledger. */
  unhealed: string[]
  /** Why the run could not be saved, as on a full disk; left out where it was. */
  unsaved?: LabError
}

/**
 * Waits for the steady state, runs one scenario, evaluates and saves the run, also an interrupted one. Throws the lab's LabErrors, but where the run
 * cannot be saved.
 */
export async function runOn(
  context: Context,
  lab: Lab,
  scenario: Scenario,
  { placeOf }: Pick<ScenarioFile, 'placeOf'>,
): Promise<FinishedRun> {
  const { progress, signal } = context
  const scraped = Object.values(scenario.observe).flatMap((spec) => (isSeriesSpec(spec) ? [spec.samples] : []))
  const steadyMs = await untilReady(context, lab, scraped)
  progress.say(`${scenario.title} (${scenario.name} on ${lab.name}, ${lab.runtime})`)
  const known = await loadAll(checks)
  const soFar = soFarFile(lab.name)
  try {
    const { record, unhealed } = await runScenario({
      lab,
      scenario,
      placeOf,
      faults: await loadAll(faults),
      versions: await versionsOf(lab),
      onChange: (now) => soFar.keep(now),
      predict: predictor(context, lab, scenario),
      keepCounters: counterQueries(scenario, known),
      progress,
      signal,
    })
    const run = withVerdict({ ...record, timing: { steps: [], ...record.timing, steadyMs } }, known)
    const unsaved = await saveRun(run).then(
      async (file) => {
        progress.say(`Saved as ${run.id} (${file})`)
        await boundSavedRuns(progress)
      },
      (error: unknown) => unsavedError(error),
    )
    if (!signal.aborted) await tellRun(run)
    return { run, unhealed, ...(unsaved instanceof LabError ? { unsaved } : {}) }
  } finally {
    await soFar.remove()
  }
}

/** Nobody loses a run silently. That old ones could not be removed is no failure of the run. */
async function boundSavedRuns(progress: Progress): Promise<void> {
  const removed = await boundRuns().catch(() => [])
  if (removed.length > 0) progress.warn(`Only the newest ${MOST_RUNS} runs are kept; removed: ${removed.join(', ')}`)
}

/** The verdict counts all the same, and is printed; only the file is missing. */
function unsavedError(error: unknown): LabError {
  if (!(error instanceof LabError)) throw error
  return new LabError(error.code, `The run could not be saved: ${error.message}`, { hint: error.hint, cause: error })
}

function predictor({ progress }: Context, { settings: { scrapeIntervalMs: intervalMs } }: Lab, scenario: Scenario): RunRequest['predict'] {
  return (outages, before) => {
    const predictions = predictGaps(outages, before, { scenario, intervalMs })
    const alone = predictGaps(outages, { ...before, lasting: [] }, { scenario, intervalMs })
    for (const [name, prediction] of Object.entries(predictions)) progress.say(`Predicted for ${name}: ${describePrediction(prediction)}`)
    for (const name of Object.keys(alone).filter((one) => predictions[one] === undefined))
      progress.say(`No prediction for ${name}: an earlier fault still hits the other replica`)
    return predictions
  }
}

/** The observed queries whose counter's own samples a check needs. */
function counterQueries({ expect }: Scenario, known: readonly Check[]): Set<string> {
  const needing = new Set(known.flatMap(({ name, needsCounterSamples }) => (needsCounterSamples === true ? [name] : [])))
  return new Set(expect.flatMap(({ of, check }) => (needing.has(check) ? [of] : [])))
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

/** How long a lab may take to become steady before a scenario, ms. */
const STEADY_MS = 60_000

/**
 * Waits until a lab is steady and every replica scrapes these selectors; returns how long that took, ms. Throws `lab-broken` where no
 * pod exists, `not-steady` where a fault is open, `timeout`.
 */
export async function untilReady(context: Context, lab: Lab, scraped: string[]): Promise<number> {
  const { progress, signal } = context
  const begun = Date.now()
  if ((await lab.pods()).length === 0)
    throw new LabError('lab-broken', `No part of the lab "${lab.name}" is running`, { hint: command('up', lab.name) })
  const open = await knownFaults(context)
  if (open.length > 0)
    throw new LabError(
      'not-steady',
      `${open.length === 1 ? 'A fault is' : `${open.length} faults are`} open: ${open.map(({ id }) => id).join(', ')}`,
      {
        hint: command('heal', lab.name),
      },
    )
  await progress.step('waiting for the steady state', (note) => waitSteady(lab, { deadline: begun + STEADY_MS, signal, note, scraped }))
  return Date.now() - begun
}

/** Evaluates a run with the current checks. */
export async function evaluate(record: RunRecord): Promise<Run> {
  return withVerdict(record, await loadAll(checks))
}

function withVerdict(record: RunRecord, known: readonly Check[]): Run {
  return { ...record, ...judge(analyseRun(record), known) }
}

/** The exit code of a run (contract, "Exit codes"): 0 for the outcome that its scenario declares, else by its verdict. */
export function exitOf(run: Run): number {
  if (run.verdict === run.scenario.outcome) return 0
  return run.verdict === 'inconclusive' ? 4 : 1
}
