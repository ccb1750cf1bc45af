import { LabError } from '../../errors.ts'
import type { Scenario } from '../../journal.ts'
import { unsteady } from '../../observe/steady-state.ts'
import type { ScenarioFile } from '../../scenario/read.ts'
import { openFaults } from '../../state/ledger.ts'
import { exitOf } from '../../verdict/exit.ts'
import type { Context } from '../context.ts'
import { command, findLab, openLab, withLabLock } from '../labs.ts'
import { told } from '../tell.ts'
import { compared, mendedBy } from './compared.ts'
import { lacking, skipReason } from './needs.ts'
import { playOn } from './play-on.ts'
import { untilReady } from './ready.ts'
import { type Played, type Session, sessionExit, waitedMs, whyNot } from './session.ts'
import { snapshotOf } from './snapshot.ts'
import { playedLine, sessionText } from './table.ts'

export interface SeveralOptions {
  failFast: boolean
  /** Of the order, where it was shuffled. */
  seed?: string
}

/** Plays several scenarios in a row on the context's lab, each from a steady state on; the answer is a table, or one object. */
export async function playSeveral(context: Context, files: ScenarioFile[], options: SeveralOptions): Promise<number> {
  const session = await withLabLock(context, 0, () => sessionOf(context, files, options))
  const next = session.lab === undefined ? '' : mendedBy(session.lab.changed, context.name)
  context.answer(session, () => sessionText(session, next, context.color))
  return session.exit
}

async function sessionOf(context: Context, files: ScenarioFile[], { failFast, seed }: SeveralOptions): Promise<Session> {
  const lab = await openLab(context.name)
  const scenarios = files.map((file) => file.resolve(lab.settings.scrapeIntervalMs))
  context.progress.say(orderLine(scenarios, seed))
  await untilReady(context, lab, [])
  const before = await snapshotOf(lab)
  const runs: Played[] = []
  for (const scenario of scenarios) {
    const played = await playNext(context, scenario)
    runs.push(played)
    context.progress.say(`${playedLine(played)} (${runs.length} of ${scenarios.length})`)
    if ((failFast && played.exit !== 0 && played.skipped === undefined) || (await isOver(context, played))) break
  }
  const unplayed = scenarios.slice(runs.length).map(({ name }) => name)
  // Who stops it does not want to wait for more.
  const stopped = context.interruptedBy()
  const after = stopped === undefined ? await compared(context, lab, before) : undefined
  const more = [...(stopped === undefined ? [] : [stopped]), ...(after !== undefined && after.changed.length > 0 ? [5] : [])]
  return {
    schemaVersion: 1,
    ...(seed === undefined ? {} : { seed }),
    runs,
    unplayed,
    ...(after === undefined ? {} : { lab: after }),
    exit: sessionExit(runs, more),
  }
}

function orderLine(scenarios: Scenario[], seed: string | undefined): string {
  const by = seed === undefined ? '' : ` by the seed "${seed}"`
  return `${scenarios.length} scenarios${by}: ${scenarios.map(({ name }) => name).join(', ')}`
}

/** Plays one and tells what became of it; never throws. The lab is opened anew: a scenario may have changed what it is made of. */
async function playNext(context: Context, scenario: Scenario): Promise<Played> {
  const begun = Date.now()
  const { name, outcome } = scenario
  const played = async (): Promise<Omit<Played, 'scenario' | 'outcome' | 'elapsedMs'>> => {
    const lab = await openLab(context.name)
    const lacks = await lacking(scenario, lab.abilities)
    if (lacks.length > 0) return { exit: 3, skipped: skipReason(lacks, lab.runtime) }
    const { run, unhealed } = await playOn(context, lab, scenario)
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

function errorOf(error: unknown, { interruptedBy }: Context): NonNullable<Played['error']> {
  const { code, message, hint } = told(error, interruptedBy())
  return { code, message, hint }
}

/** Whether nothing can be played any more: stopped, something is left to heal, or the lab is not what a scenario begins with. */
async function isOver(context: Context, { error }: Played): Promise<boolean> {
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
