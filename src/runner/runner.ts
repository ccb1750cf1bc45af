import { setTimeout as sleep } from 'node:timers/promises'
import type { Fault } from '../faults/define.ts'
import { formatDuration } from '../lib/duration.ts'
import { type ErrorCode, LabError, reason } from '../lib/errors.ts'
import { seconds } from '../lib/format.ts'
import { poll } from '../lib/poll.ts'
import type { Progress } from '../lib/progress.ts'
import type { RunSoFar } from '../model/live.ts'
import { FORMAT } from '../model/lab-defaults.ts'
import type { BeforeFault, Outage } from '../model/outage.ts'
import type { Prediction, RunRecord } from '../model/run.ts'
import type { Scenario, Step } from '../model/scenario.ts'
import { type Probe, startProbes } from '../observe/probes.ts'
import { unsteady } from '../observe/readiness.ts'
import type { Lab } from '../runtime/runtime.ts'
import { newRunId } from '../storage/run-ids.ts'
import { missingToBeBack, missingToBeGone } from './conditions.ts'
import { dueSnapshot, FaultSession, type Which } from './fault-session.ts'
import { EDGE_MS, startRecording } from './recording.ts'
import { resolveArgs, resolveRole } from './roles.ts'
import { startStopwatch } from './stopwatch.ts'

/** What is run, on what. */
export interface RunRequest {
  lab: Lab
  scenario: Scenario
  faults: Fault[]
  /** Where a step stands, `mine.yaml:7:5`: what the lab finds wrong with it is a mistake there. The first is 0. */
  placeOf(step: number): string
  versions: Record<string, string>
  /** What a fault is to leave in each merged series, computed before it is injected; handed in, as the model of Query is not for this module. */
  predict: (outages: readonly Outage[], before: BeforeFault) => Record<string, Prediction>
  /** The observed queries whose counter's own samples are kept, by name. */
  keepCounters: ReadonlySet<string>
  progress: Progress
  /** Called at the start, and when a step or a fault has changed. What it is given goes on to change: it is for this moment. */
  onChange?(soFar: RunSoFar): void
  signal: AbortSignal
}

export interface FinishedRecord {
  record: RunRecord
  /** Faults that could not be healed, with why: they stay in the ledger. */
  unhealed: string[]
}

const POLL_MS = 250

/** What the clock of the day may differ from the time that passed, ms: more than it is ever slewed in a run, less than a scrape interval. */
const CLOCK_OFF_MS = 500

type Until = Extract<Step, { until: unknown }>['until']

/** What keeps a run from going on as written; not an error of the lab, but an observation. */
class StepFailed extends Error {}

/**
 * Executes a scenario on a lab and records what was observed. Whatever happens, open faults are healed before it returns or throws. Throws
 * LabErrors of the lab itself; what goes wrong in the system under test is in the record.
 */
export async function runScenario(request: RunRequest): Promise<FinishedRecord> {
  const { lab, scenario, progress, signal } = request
  await lab.prepare()
  await lab.identify()
  const begun = new Date()
  const id = newRunId(scenario.name, begun)
  const recording = startRecording({ lab, scenario, from: begun.getTime(), keepCounters: request.keepCounters })
  const faults = new FaultSession(lab, request.faults, {
    onChange: () => tell(),
    onEndedEarly: ({ fault, target }, { detail }) =>
      progress.warn(`it was not seen that the ${fault} of ${target} lasted to its end: ${detail}`),
  })
  // A fault that the lab does not take is refused before anything is done.
  for (const [index, step] of scenario.steps.entries()) await faults.check(step).catch(atPlace(request.placeOf(index)))
  const watch = startStopwatch(progress, () => tell())
  const probes = startProbes(lab, recording.firstMerged ?? 'up')
  const errors: string[] = []
  /** When the snapshot during the outage is due: late in it, Unix ms. `heal`: right before it is healed, as only that ends it. */
  let due: number | 'heal' | undefined
  let interrupted = false
  let broken = false

  const tell = (): void => {
    const { preferred, victim } = recording.roles
    request.onChange?.({
      id,
      scenario,
      startedAt: begun.toISOString(),
      from: recording.from,
      versions: request.versions,
      faults: faults.entries,
      preferred,
      ...(victim === undefined ? {} : { victim }),
      // What was over at once was no step.
      steps: watch.begun.filter(({ ms }) => ms !== 0),
    })
  }

  const takeDuring = async (nextDue?: number): Promise<void> => {
    due = nextDue
    await recording.take('during')
  }

  /** Waits, and takes the snapshot during the outage when it is due meanwhile. */
  const pause = async (until: number): Promise<void> => {
    for (;;) {
      const now = Date.now()
      if (typeof due === 'number' && due <= now) await takeDuring()
      else if (now >= until) return
      else await sleep(Math.min(until, typeof due === 'number' ? due : until) - now, undefined, { signal })
    }
  }

  const resolve = (choice: string): string => {
    const resolved = resolveRole(choice, recording.roles)
    if ('error' in resolved) throw new StepFailed(`'${choice}' could not be resolved: ${resolved.error}.`)
    return resolved.replica
  }

  /** Heals, after the last chance to read an outage that ends only so. */
  const heal = async (which: Which): Promise<void> => {
    const lasting = faults.opened(which).some(({ record }) => record.endsItself === false)
    // A snapshot that is due later, for a fault that ends by itself, still is.
    if (lasting) await takeDuring(typeof due === 'number' ? due : undefined)
    await faults.look(which)
    await faults.heal(which)
  }

  const missingToBe = (is: Until['is'], replica: string | undefined): Promise<string | undefined> => {
    if (replica === undefined) return unsteady(lab)
    if (is === 'gone') return missingToBeGone(lab, replica)
    const last = faults.entries.findLast((entry) => entry.replica === replica)
    const since = last === undefined ? recording.from : Date.parse(last.injectedAt)
    return missingToBeBack(lab, { replica, since, query: recording.firstMerged ?? 'up' })
  }

  const until = async ({ replica: choice, is, within }: Until): Promise<void> => {
    const replica = choice === undefined ? undefined : resolve(choice)
    const who = replica ?? 'the lab'
    await watch.step(`waiting until ${who} is ${is}`, async (note) => {
      const missing = await poll(() => missingToBe(is, replica), {
        until: (found) => found === undefined,
        everyMs: POLL_MS,
        deadline: Date.now() + within,
        onMiss: (found) => note(found ?? ''),
        pause: (ms) => pause(Date.now() + ms),
      })
      if (missing !== undefined) throw new StepFailed(`${who} was not ${is} within ${formatDuration(within)}: ${missing}.`)
    })
    // Whoever is back is no longer away: a fault that ends by itself has ended.
    if (is !== 'gone')
      await heal(({ entry, record }) => record.endsBy <= Date.now() && (replica === undefined || entry.replica === replica))
  }

  const inject = async (name: string, args: Record<string, unknown>): Promise<void> => {
    const before = await progress.step('reading which replica Query prefers', () => recording.beforeFault())
    const opened = await faults.plan(name, resolveArgs(args, resolve), before.preferred)
    const { record, entry } = opened
    // Computed before anything is done, so that it can be compared with what comes.
    entry.predictions = request.predict(record.outages ?? [], { ...before, lasting: faults.lasting(opened) })
    if (record.replica !== undefined) recording.roles.victim = record.replica
    tell()
    await watch.step(`${name} ${record.target}`, () => faults.inject(opened, signal))
    if (!entry.evidence.verified) progress.warn(`the ${name} of ${record.target} is not verified: ${entry.evidence.detail}`)
    due = dueSnapshot(record, lab.settings.scrapeIntervalMs)
  }

  const execute = async (step: Step): Promise<void> => {
    if ('wait' in step) await watch.step(`waiting ${formatDuration(step.wait)}`, () => pause(Date.now() + step.wait))
    else if ('until' in step) await until(step.until)
    else if ('heal' in step) await watch.step(`healing ${step.heal}`, () => heal(step.heal))
    else await inject(step.fault, step.args)
  }

  /**
   * Work that an interrupt ends, and that may find the run in a state in which it cannot go on as written. Where the lab itself breaks, what was
   * recorded until then is kept.
   */
  const stoppable = async (work: () => Promise<void>): Promise<void> => {
    try {
      await work()
    } catch (error) {
      if (signal.aborted) interrupted = true
      else if (error instanceof StepFailed) errors.push(error.message)
      else if (isBroken(error) && recording.snapshots.length > 0) {
        broken = true
        errors.push(lab.supervision?.died() ?? error.message)
      } else throw error
    }
  }

  const executeAll = async (): Promise<void> => {
    for (const [index, step] of scenario.steps.entries()) await execute(step).catch(atPlace(request.placeOf(index)))
  }

  /** What was run of the lab after its supervisor had died was another lab. */
  const revived = async (died: string): Promise<void> => {
    broken = true
    if (!errors.includes(died)) errors.push(died)
    progress.warn(`${died}.`)
    await lab.supervision?.revive().catch((error: unknown) => errors.push(reason(error)))
  }

  /** A scenario may end before the snapshot during its outage was due. */
  const takeMissedDuring = async (): Promise<void> => {
    const leftMs = Math.max(0, (typeof due === 'number' ? due : 0) - Date.now())
    await watch.time('waiting for the snapshot during the outage', () => sleep(leftMs, undefined, { signal }))
    await takeDuring()
  }

  tell()
  try {
    await stoppable(executeAll)
    if (due !== undefined && !interrupted && !broken) await stoppable(takeMissedDuring)
    if (!interrupted && !broken) await faults.look('all')
  } finally {
    await watch.time('healing what is still open', () => faults.heal('all'))
    const died = lab.supervision?.died()
    if (died !== undefined) await revived(died)
    await Promise.all(Object.values(probes).map((probe) => probe.stop()))
  }
  if (!interrupted && !broken) {
    // Its window is to reach beyond the healing of the last fault.
    await sleep(EDGE_MS)
    await recording.take('after')
  }
  const clockOffMs = watch.clockOffMs()
  if (Math.abs(clockOffMs) >= CLOCK_OFF_MS) errors.push(clockText(clockOffMs))
  const record: RunRecord = {
    schemaVersion: 1,
    format: FORMAT,
    id,
    lab: lab.name,
    runtime: lab.runtime,
    settings: lab.settings,
    versions: request.versions,
    scenario,
    startedAt: begun.toISOString(),
    endedAt: new Date().toISOString(),
    faults: faults.entries,
    snapshots: recording.snapshots,
    probes: resultsOf(probes),
    timing: { steps: watch.steps },
    ...(interrupted ? { interrupted } : {}),
    ...(errors.length === 0 ? {} : { errors }),
  }
  return { record, unhealed: faults.unhealed }
}

const BROKEN = new Set<ErrorCode>(['lab-broken', 'docker-gone'])

function isBroken(error: unknown): error is LabError {
  return error instanceof LabError && BROKEN.has(error.code)
}

/** A machine that sleeps has a clock that is ahead afterwards, as the time asleep does not count as passed. */
function clockText(ms: number): string {
  return `the clock of this machine went ${seconds(Math.abs(ms) / 1000)} ${ms > 0 ? 'ahead' : 'back'} during the run: it was set, or the machine slept.`
}

function resultsOf(probes: Record<string, Probe>): RunRecord['probes'] {
  return Object.fromEntries(Object.entries(probes).map(([name, { results }]) => [name, results]))
}

/** Throws what a step threw; a mistake of the scenario that only the lab shows is named with its place. */
export function atPlace(place: string): (error: unknown) => never {
  return (error) => {
    if (!(error instanceof LabError) || error.code !== 'scenario') throw error
    throw new LabError('scenario', `${place}: ${error.message}`, { cause: error, hint: 'correct the scenario, then run it again' })
  }
}
