import { reportOf } from '../lib/errors.ts'
import type { SuiteAnswer, SuiteRun } from '../model/answers.ts'
import type { Run } from '../model/run.ts'
import type { Scenario } from '../model/scenario.ts'
import { unsteady } from '../observe/readiness.ts'
import type { ScenarioFile } from '../scenario/parse.ts'
import { openFaults } from '../storage/ledger.ts'
import { missingCapabilities, skipReason } from './capabilities.ts'
import type { Context } from './context.ts'
import { compareLab, differenceText, readLabState, repairCommand } from './lab-diff.ts'
import { findLab, loadRuntime, openLab, withLabLock } from './labs.ts'
import { exitOf, runOn, uncleaned, untilReady } from './run-scenario.ts'

export interface SuiteOptions {
  /** Stop after the first scenario that does not end as it declares. */
  failFast: boolean
  /** Of the order, where it was shuffled. */
  seed?: string
  /** Called after each scenario; `done` counts it. */
  onFinished?: (run: SuiteRun, done: number, total: number) => void
}

export interface Suite {
  answer: SuiteAnswer
  /** The command that restores the lab, where it has changed. */
  repair: string
}

/** Runs several scenarios one after the other on the context's lab, each from a steady state. */
export async function runSuite(context: Context, files: ScenarioFile[], options: SuiteOptions): Promise<Suite> {
  return withLabLock(context, 0, (locked) => runLocked(locked, files, options))
}

async function runLocked(context: Context, files: ScenarioFile[], { failFast, seed, onFinished }: SuiteOptions): Promise<Suite> {
  const lab = await openLab(context)
  const { scrapeIntervalMs, replicas } = lab.settings
  const scenarios = files.map((file) => ({ file, scenario: file.resolve(scrapeIntervalMs, replicas) }))
  context.progress.say(orderLine(files, seed))
  await untilReady(context, lab, [])
  const before = await readLabState(lab)
  const runs: SuiteRun[] = []
  for (const { file, scenario } of scenarios) {
    const run = await runNext(context, scenario, file)
    runs.push(run)
    onFinished?.(run, runs.length, scenarios.length)
    if ((failFast && run.exit !== 0 && run.skipped === undefined) || (await mustStop(context, run))) break
  }
  // A person who interrupts does not want to wait for the comparison.
  const interrupted = context.interruptedBy()
  const after = interrupted === undefined ? await compareLab(context, lab, before) : undefined
  const more = [...(interrupted === undefined ? [] : [interrupted]), ...(after !== undefined && after.changed.length > 0 ? [5] : [])]
  const answer: SuiteAnswer = {
    schemaVersion: 1,
    ...(seed === undefined ? {} : { seed }),
    runs,
    notRun: files.slice(runs.length).map(({ name }) => name),
    ...(after === undefined ? {} : { lab: { ...after, changed: after.changed.map(differenceText) } }),
    exit: suiteExit(runs, more),
  }
  return { answer, repair: repairCommand(after?.changed ?? [], context.name) }
}

function orderLine(scenarios: ScenarioFile[], seed: string | undefined): string {
  const by = seed === undefined ? '' : ` in the order of the seed "${seed}"`
  return `${scenarios.length} scenarios${by}: ${scenarios.map(({ name }) => name).join(', ')}`
}

/** Runs one and reports how it ended; never throws. The lab is opened again: a scenario may have changed it. */
async function runNext(context: Context, scenario: Scenario, file: ScenarioFile): Promise<SuiteRun> {
  const begun = Date.now()
  const { name, outcome } = scenario
  const ended = await runAlone(context, scenario, file).catch((error: unknown) => {
    const { exit } = reportOf(error, context.interruptedBy(), context.name)
    return { exit, error: errorOf(error, context) }
  })
  return { scenario: name, outcome, ...ended, elapsedMs: Date.now() - begun }
}

type Ended = Omit<SuiteRun, 'scenario' | 'outcome' | 'elapsedMs'>

async function runAlone(context: Context, scenario: Scenario, file: ScenarioFile): Promise<Ended> {
  const lab = await openLab(context)
  const missing = await missingCapabilities(scenario, lab.capabilities)
  if (missing.length > 0) return { exit: 3, skipped: skipReason(missing, await loadRuntime(lab.runtime)) }
  const { run, unhealed, unsaved } = await runOn(context, lab, scenario, file)
  const [why, waited] = [whyNot(run, scenario), waitedMs(run)]
  const result = {
    verdict: run.verdict,
    id: run.id,
    ...(waited === undefined ? {} : { waitedMs: waited }),
    ...(why === undefined ? {} : { why }),
  }
  const interrupted = context.interruptedBy()
  if (unhealed.length === 0 && unsaved !== undefined)
    return { ...result, exit: interrupted ?? unsaved.exit, error: errorOf(unsaved, context) }
  if (unhealed.length === 0) return { ...result, exit: interrupted ?? exitOf(run) }
  return { ...result, exit: interrupted ?? 5, error: errorOf(uncleaned(unhealed, context.name), context) }
}

function errorOf(error: unknown, { interruptedBy, name }: Context): NonNullable<SuiteRun['error']> {
  const { code, message, hint } = reportOf(error, interruptedBy(), name)
  return { code, message, hint }
}

/** Whether no further scenario can run: interrupted, a fault is left open, or the lab is not in a state to begin from. */
async function mustStop(context: Context, { error }: SuiteRun): Promise<boolean> {
  if (context.interruptedBy() !== undefined) return true
  if ((await openFaults(context.name)).length > 0) return true
  if (error === undefined) return false
  const lab = await findLab(context.name)
  if (lab === undefined) return true
  try {
    if ((await lab.pods()).length === 0) return true
    // The scenario waited for the steady state already. A series that no replica scrapes is a mistake of that scenario alone.
    return error.code === 'timeout' && (await unsteady(lab)) !== undefined
  } catch {
    return true
  }
}

/** Of several exit codes the first that applies (contract, "Exit codes"). */
const ORDER = [70, 129, 130, 143, 5, 3, 4, 1]

/** The exit code of several: a skipped scenario does not count, but where every one was skipped, nothing was verified (3). */
export function suiteExit(runs: readonly Pick<SuiteRun, 'exit' | 'skipped'>[], more: readonly number[] = []): number {
  const counted = runs.filter(({ skipped }) => skipped === undefined)
  if (counted.length === 0 && more.length === 0) return 3
  const exits = [...counted.map(({ exit }) => exit), ...more]
  // A code that is not in the contract must not count as success.
  return ORDER.find((code) => exits.includes(code)) ?? Math.max(0, ...exits)
}

/** How long a run had to wait (steady state, waits, faults, healing), ms; undefined where it has no timing. The rest is overhead. */
export function waitedMs({ timing }: Pick<Run, 'timing'>): number | undefined {
  if (timing === undefined) return undefined
  return timing.steps.reduce((sum, { ms }) => sum + ms, timing.steadyMs ?? 0)
}

/** Why a run did not end as its scenario declares, in a sentence; undefined where it did. */
export function whyNot(
  run: Pick<Run, 'verdict' | 'findings' | 'inconclusiveReasons'>,
  { outcome }: Pick<Scenario, 'outcome'>,
): string | undefined {
  if (run.verdict === outcome) return undefined
  if (run.verdict === 'inconclusive') return run.inconclusiveReasons[0] ?? 'The run is inconclusive.'
  if (run.verdict === 'pass') return 'All expectations passed.'
  const failed = run.findings.find(({ passed }) => !passed)
  return failed === undefined
    ? 'An expectation failed.'
    : `${failed.check} of ${failed.series}: expected ${failed.expected}; ${failed.detail}`
}
