import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { command } from '../../lib/command.ts'
import { LabError } from '../../lib/errors.ts'
import { start, type StartedEnd } from '../../lib/exec.ts'
import { poll } from '../../lib/poll.ts'
import { readTextFile } from '../../lib/text-file.ts'
import { makeFolder, stateError, writeFileAtomically } from '../../storage/files.ts'
import { labFolder } from '../../storage/paths.ts'
import type { UpRequest } from '../runtime.ts'
import { builtProgram } from '../../lib/package-files.ts'
import { planFile } from './lab-plan.ts'
import type { LabPlan } from './plan.ts'
import { findSupervisor, type Supervisor } from './supervisor-client.ts'
import { SUPERVISOR_EXITS } from './supervisor-exits.ts'
import { SUPERVISOR_ENV, SUPERVISOR_FLAGS } from './supervisor-memory.ts'

/** For how long, and until which signal, somebody waits for a lab of that name. */
export type Patience = Pick<UpRequest, 'name' | 'deadline' | 'signal' | 'whileStarting'>

export interface StartedLab {
  plan: LabPlan
  supervisor: Supervisor
}

/** How many plans are made where another program takes a port of one before the lab does. */
const PLANS = 5

/** Starts the supervisor of a lab with a new plan. Throws `port-taken`, `no-disk`, `state`, `up-failed`, `timeout`, `interrupted`. */
export async function startSupervisor(folder: string, request: UpRequest, make: () => Promise<LabPlan>): Promise<StartedLab> {
  for (let plans = 1; ; plans += 1) {
    try {
      return await startPlanned(folder, request, make)
    } catch (error) {
      if (!(error instanceof LabError) || error.code !== 'port-taken' || plans === PLANS) throw error
      request.progress.say(`${error.message}: the lab is planned again with other ports`)
    }
  }
}

/** The supervisor starts while its plan is made, as each takes a quarter of a second; it ends where none is. Throws `port-taken`, `no-disk`, `up-failed`. */
async function startPlanned(folder: string, request: UpRequest, make: () => Promise<LabPlan>): Promise<StartedLab> {
  await makeFolder(folder).catch((error: unknown) => {
    throw stateError(folder, 'write', error)
  })
  // A folder in the place of one of them would stay there.
  const files = ['supervisor.json', 'supervisor.log', 'plan.json']
  await Promise.all(files.map((file) => rm(join(folder, file), { recursive: true, force: true })))
  const planned = make().then(async (plan) => {
    await writeFileAtomically(planFile(folder), JSON.stringify(plan))
    return plan
  })
  const ended = begun(folder, planned)
  return { plan: await planned, supervisor: await answering(folder, ended, request) }
}

/** Starts the supervisor of a lab again with the plan that it had. The caller has ended the one before. Throws as `startSupervisor` does. */
export async function startAgain(folder: string, plan: LabPlan, request: Patience): Promise<Supervisor> {
  await rm(join(folder, 'supervisor.json'), { recursive: true, force: true })
  return answering(folder, begun(folder, Promise.resolve(plan)), request)
}

/** The end of the supervisor that is started. Throws `no-disk` or `state` where its log cannot be opened. */
function begun(folder: string, plan: Promise<LabPlan>): Promise<StartedEnd> {
  const log = join(folder, 'supervisor.log')
  const { PATH = '/usr/bin:/bin', HOME = folder } = process.env
  const input = plan.then((one) => JSON.stringify(one))
  try {
    return start(process.execPath, [...SUPERVISOR_FLAGS, builtProgram(import.meta.url, 'runtime/native', 'supervisor'), folder], {
      env: { ...SUPERVISOR_ENV, PATH, HOME },
      log,
      outlives: true,
      input,
    }).ended
  } catch (error) {
    throw stateError(log, 'write', error)
  }
}

/**
 * How long nobody is asked after the plan was made, as nobody can be Ready yet: the HTTP client's many files take a fifth of a
 * second to load, on the processors that are busy starting the lab's programs.
 */
const STARTING_MS = 250

/** The supervisor once it answers. Throws `port-taken`, `no-disk`, and `up-failed` with its last words where it ends. */
async function answering(folder: string, ended: Promise<StartedEnd>, request: Patience): Promise<Supervisor> {
  let end: StartedEnd | undefined
  void ended.then((how) => {
    end = how
  })
  await Promise.race([ended, sleep(STARTING_MS, undefined, { signal: request.signal }).catch(() => {})])
  request.whileStarting?.()
  const look = async () => {
    const supervisor = await findSupervisor(request.name)
    if (supervisor !== undefined || end === undefined) return supervisor
    throw await whyEnded(end, folder, request.name)
  }
  return inTime(request, look, 10, () => 'The supervisor did not start in time')
}

async function whyEnded({ code }: StartedEnd, folder: string, name: string): Promise<LabError> {
  const said = await lastLine(join(folder, 'supervisor.log'))
  if (code === SUPERVISOR_EXITS['port-taken']) return new LabError('port-taken', said)
  if (code === SUPERVISOR_EXITS['no-disk']) return new LabError('no-disk', `No space is left for the lab's files in ${folder}`)
  return new LabError('up-failed', `The lab's supervisor ended at once: ${said}`, {
    hint: `${command('down', name)}, then ${command('up', name)}`,
  })
}

/** What a look finds, before the deadline. Throws `interrupted`, and `timeout` with a message. */
export async function inTime<T>(
  { deadline, signal, name }: Patience,
  look: () => Promise<T | undefined>,
  everyMs: number,
  message: () => string,
): Promise<T> {
  const found = await poll(look, { until: (result) => result !== undefined || signal.aborted, everyMs, deadline })
  if (found !== undefined) return found
  if (signal.aborted)
    throw new LabError('interrupted', 'Stopped before the lab was up', {
      hint: `${command('up', name)} goes on with it, ${command('down', name)} removes it`,
    })
  throw new LabError('timeout', message(), { hint: `see the logs in ${join(labFolder(name), 'logs')}, then ${command('up', name)}` })
}

async function lastLine(file: string): Promise<string> {
  const text = await readTextFile(file).catch(() => '')
  return text.trim().split('\n').at(-1) ?? ''
}
