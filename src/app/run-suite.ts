import { told } from '../cli/errors.ts'
import { playedLine, sessionText } from '../cli/suite-table.ts'
import { type ErrorCode, LabError } from '../lib/errors.ts'
import type { Run } from '../model/run.ts'
import type { Outcome, Scenario } from '../model/scenario.ts'
import { unsteady } from '../observe/readiness.ts'
import type { ScenarioFile } from '../scenario/parse.ts'
import { openFaults } from '../storage/ledger.ts'
import { lacking, skipReason } from './capabilities.ts'
import type { Context } from './context.ts'
import { compared, inWords, mendedBy, snapshotOf } from './lab-diff.ts'
import { command, findLab, openLab, withLabLock } from './labs.ts'
import { exitOf, runOn, untilReady } from './run-scenario.ts'

export interface SeveralOptions {
  failFast: boolean
  /** Of the order, where it was shuffled. */
  seed?: string
}

/** Plays several scenarios in a row on the context's lab, each from a steady state on; the answer is a table, or one object. */
export async function runSeveral(context: Context, files: ScenarioFile[], options: SeveralOptions): Promise<number> {
  const { session, next } = await withLabLock(context, 0, () => sessionOf(context, files, options))
  context.answer(session, () => sessionText(session, next, context.color))
  return session.exit
}

/** `next`: the command that mends what is not as it was before. */
async function sessionOf(
  context: Context,
  files: ScenarioFile[],
  { failFast, seed }: SeveralOptions,
): Promise<{ session: Session; next: string }> {
  const lab = await openLab(context.name)
  const { scrapeIntervalMs, replicas } = lab.settings
  const scenarios = files.map((file) => ({ file, scenario: file.resolve(scrapeIntervalMs, replicas) }))
  context.progress.say(orderLine(files, seed))
  await untilReady(context, lab, [])
  const before = await snapshotOf(lab)
  const runs: Finished[] = []
  for (const { file, scenario } of scenarios) {
    const played = await playNext(context, scenario, file)
    runs.push(played)
    context.progress.say(`${playedLine(played)} (${runs.length} of ${scenarios.length})`)
    if ((failFast && played.exit !== 0 && played.skipped === undefined) || (await isOver(context, played))) break
  }
  const unplayed = files.slice(runs.length).map(({ name }) => name)
  // Who stops it does not want to wait for more.
  const stopped = context.interruptedBy()
  const after = stopped === undefined ? await compared(context, lab, before) : undefined
  const more = [...(stopped === undefined ? [] : [stopped]), ...(after !== undefined && after.changed.length > 0 ? [5] : [])]
  const session: Session = {
    schemaVersion: 1,
    ...(seed === undefined ? {} : { seed }),
    runs,
    notRun: unplayed,
    ...(after === undefined ? {} : { lab: { ...after, changed: after.changed.map(inWords) } }),
    exit: sessionExit(runs, more),
  }
  return { session, next: mendedBy(after?.changed ?? [], context.name) }
}

function orderLine(scenarios: ScenarioFile[], seed: string | undefined): string {
  const by = seed === undefined ? '' : ` by the seed "${seed}"`
  return `${scenarios.length} scenarios${by}: ${scenarios.map(({ name }) => name).join(', ')}`
}

/** Plays one and tells what became of it; never throws. The lab is opened anew: a scenario may have changed what it is made of. */
async function playNext(context: Context, scenario: Scenario, file: ScenarioFile): Promise<Finished> {
  const begun = Date.now()
  const { name, outcome } = scenario
  const played = async (): Promise<Omit<Finished, 'scenario' | 'outcome' | 'elapsedMs'>> => {
    const lab = await openLab(context.name)
    const lacks = await lacking(scenario, lab.capabilities)
    if (lacks.length > 0) return { exit: 3, skipped: skipReason(lacks, lab.runtime) }
    const { run, unhealed } = await runOn(context, lab, scenario, file)
    const why = whyNot(run, scenario)
    const waited = waitedMs(run)
    const judged = {
      verdict: run.verdict,
      id: run.id,
      ...(waited === undefined ? {} : { waitedMs: waited }),
      ...(why === undefined ? {} : { why }),
    }
    const exit = context.interruptedBy() ?? exitOf(run)
    if (unhealed.length === 0) return { ...judged, exit }
    const left = new LabError('uncleaned', unhealed.join('\n'), { hint: command('heal', context.name) })
    return { ...judged, exit: context.interruptedBy() ?? 5, error: errorOf(left, context) }
  }
  const what = await played().catch((error: unknown) => ({
    exit: told(error, context.interruptedBy()).exit,
    error: errorOf(error, context),
  }))
  return { scenario: name, outcome, ...what, elapsedMs: Date.now() - begun }
}

function errorOf(error: unknown, { interruptedBy }: Context): NonNullable<Finished['error']> {
  const { code, message, hint } = told(error, interruptedBy())
  return { code, message, hint }
}

/** Whether nothing can be played any more: stopped, something is left to heal, or the lab is not what a scenario begins with. */
async function isOver(context: Context, { error }: Finished): Promise<boolean> {
  if (context.interruptedBy() !== undefined) return true
  if ((await openFaults(context.name)).length > 0) return true
  if (error === undefined) return false
  const lab = await findLab(context.name)
  if (lab === undefined) return true
  try {
    if ((await lab.pods()).length === 0) return true
    // It was waited for already. A series that no replica scrapes is that scenario's own trouble.
    return error.code === 'timeout' && (await unsteady(lab)) !== undefined
  } catch {
    return true
  }
}

/** What became of one scenario among several. */
export interface Finished {
  scenario: string
  /** What its file declares. */
  outcome: Outcome
  verdict?: Outcome
  /** The run's. */
  id?: string
  /** What it would exit with alone. */
  exit: number
  elapsedMs: number
  /** What of it had to be waited for: the steady state, waits, faults with their proofs, healing. The rest is the lab's overhead. */
  waitedMs?: number
  /** What was not as declared. */
  why?: string
  /** Why the runtime cannot play it; such a one is not counted. */
  skipped?: string
  error?: { code: ErrorCode | 'bug'; message: string; hint: string }
}

/** `chaos --json` of several. */
export interface Session {
  schemaVersion: 1
  /** Of `--shuffle`. */
  seed?: string
  /** In the order in which they were played. */
  runs: Finished[]
  /** Names of those that were not reached. */
  notRun: string[]
  /** The lab before the first one against the lab after the last one; left out where it was not compared. */
  lab?: { compared: number; changed: string[] }
  exit: number
}

/** Of several exit codes the first that applies (contract, "Exit codes"). */
const ORDER = [70, 129, 130, 143, 5, 3, 4, 1]

/** The exit code of several: what is skipped is not counted, but where nothing else was played, nothing was shown either (3). */
export function sessionExit(runs: readonly Pick<Finished, 'exit' | 'skipped'>[], more: readonly number[] = []): number {
  const counted = runs.filter(({ skipped }) => skipped === undefined)
  if (counted.length === 0 && more.length === 0) return 3
  const exits = [...counted.map(({ exit }) => exit), ...more]
  // A code that the contract does not know is not taken for success.
  return ORDER.find((code) => exits.includes(code)) ?? Math.max(0, ...exits)
}

/** What a run had to wait for, milliseconds; undefined where it kept no time. */
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
  if (run.verdict === 'inconclusive') return run.inconclusiveReasons[0] ?? 'A precondition is not met.'
  if (run.verdict === 'pass') return 'All expectations passed.'
  const unmet = run.findings.find(({ passed }) => !passed)
  return unmet === undefined
    ? 'An expectation is not met.'
    : `${unmet.check} of ${unmet.series}: expected ${unmet.expected}; ${unmet.detail}`
}
