import { existsSync } from 'node:fs'
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { findBinaries } from '../../binaries/find.ts'
import { command } from '../../lib/command.ts'
import { LabError } from '../../lib/errors.ts'
import { start, type StartedEnd } from '../../lib/exec.ts'
import { poll } from '../../lib/poll.ts'
import type { Pod } from '../../model/lab.ts'
import { makeFolder, stateError, writeFileAtomically } from '../../storage/files.ts'
import { type LabRecord, readLab, writeLab } from '../../storage/labs.ts'
import { labFolder } from '../../storage/paths.ts'
import type { Lab, Runtime, UpRequest } from '../runtime.ts'
import { nativeCapabilities, nativeLab, openNative, readPlan } from './lab.ts'
import { refuseUnusable } from './folder-name.ts'
import { endLeftovers } from './leftovers.ts'
import { readObjects, writeObjects } from './objects.ts'
import type { LabPlan } from './plan.ts'
import { findSupervisor, type Supervisor } from './supervisor-client.ts'
import { SUPERVISOR_EXITS } from './supervisor-exits.ts'
import { SUPERVISOR_ENV, SUPERVISOR_FLAGS } from './supervisor-memory.ts'

/** The containers of `manifests/` as processes of this machine, under a supervisor that outlives the command. */
export const native: Runtime = {
  name: 'native',
  needs: ['prometheus', 'thanos'],
  runsWhere: 'this system runs processes',
  capabilities: nativeCapabilities,
  withOptions: {},

  missing: async () =>
    process.platform === 'linux' || process.platform === 'darwin' ? [] : [`native needs Linux or macOS, not ${process.platform}`],

  async up(request) {
    const { name, progress } = request
    const folder = labFolder(name)
    const record = await readLab(name)
    // A file that cannot be read is written again.
    const orLost = (error: unknown): undefined => {
      if (!isState(error)) throw error
      progress.warn(`${error.message} The lab's programs are started again.`)
    }
    if (record !== undefined) {
      const running = await findSupervisor(name).catch(orLost)
      const plan = running === undefined ? undefined : await readPlan(name).catch(orLost)
      if (running !== undefined && plan !== undefined) {
        await readObjects(folder).catch((error: unknown) => {
          if (!isState(error)) throw error
          progress.warn(`${error.message} It is written again.`)
          return writeObjects(folder, record.settings)
        })
        return ready(nativeLab(record, plan, running), running, request)
      }
    }
    refuseUnusable(folder)
    await endLeftovers(folder)
    return startLab(request, folder, record?.createdAt ?? new Date().toISOString())
  },

  async open(name) {
    const record = await readLab(name)
    return record?.runtime === 'native' ? openNative(record) : undefined
  },

  sweep: async (name) => (await endLeftovers(labFolder(name))) > 0,
}

function isState(error: unknown): error is LabError {
  return error instanceof LabError && error.code === 'state'
}

async function startLab(request: UpRequest, folder: string, createdAt: string): Promise<Lab> {
  const { name, settings, progress, signal } = request
  const record: LabRecord = { name, runtime: 'native', settings, createdAt, state: 'making', facts: {} }
  await writeLab(record)
  const before = Date.now()
  const binaries = await findBinaries(['prometheus', 'thanos'], { folder: request.binaries, progress, signal })
  // A build from empty caches takes minutes, which say nothing of the lab.
  const later = { ...request, deadline: request.deadline + Date.now() - before }
  const programs = { prometheus: binaries.prometheus.path, thanos: binaries.thanos.path }
  return progress.step('starting processes', async () => {
    const { plan, supervisor } = await startSupervisor(folder, later, () => newPlan(request, folder, programs))
    const lab = await ready(nativeLab(record, plan, supervisor), supervisor, later)
    await writeLab({ ...record, state: 'made' })
    return lab
  })
}

/** The modules of the topology are loaded only here: a second `up` needs none of them. */
async function newPlan({ name, settings }: UpRequest, folder: string, programs: Record<string, string>): Promise<LabPlan> {
  const [manifests, { readTopology }, { makePlan }, { portFinder }] = await Promise.all([
    writeObjects(folder, settings),
    import('../../topology/read.ts'),
    import('./make-plan.ts'),
    import('./ports.ts'),
  ])
  return makePlan({ lab: name, folder, topology: readTopology(manifests), programs, freePort: portFinder() })
}

/** How many plans are made where another program takes a port of one before the lab does. */
const PLANS = 5

async function startSupervisor(folder: string, request: UpRequest, make: () => Promise<LabPlan>): Promise<Started> {
  for (let plans = 1; ; plans += 1) {
    try {
      return await startPlanned(folder, request, make)
    } catch (error) {
      if (!(error instanceof LabError) || error.code !== 'port-taken' || plans === PLANS) throw error
      request.progress.say(`${error.message}: the lab is planned again with other ports`)
    }
  }
}

interface Started {
  plan: LabPlan
  supervisor: Supervisor
}

/** The supervisor starts while its plan is made, as each takes a quarter of a second; it ends where none is. Throws `port-taken`, `no-disk`, `up-failed`. */
async function startPlanned(folder: string, request: UpRequest, make: () => Promise<LabPlan>): Promise<Started> {
  const log = join(folder, 'supervisor.log')
  await makeFolder(folder).catch((error: unknown) => {
    throw stateError(folder, 'write', error)
  })
  // A folder in the place of one of them would stay there.
  const files = ['supervisor.json', 'supervisor.log', 'plan.json']
  await Promise.all(files.map((file) => rm(join(folder, file), { recursive: true, force: true })))
  const planned = make().then(async (plan) => {
    await writeFileAtomically(join(folder, 'plan.json'), JSON.stringify(plan))
    return plan
  })
  const { PATH = '/usr/bin:/bin', HOME = folder } = process.env
  const { ended } = started(log, () =>
    start(process.execPath, [...SUPERVISOR_FLAGS, supervisorProgram(), folder], {
      env: { ...SUPERVISOR_ENV, PATH, HOME },
      log,
      outlives: true,
      input: planned.then((plan) => JSON.stringify(plan)),
    }),
  )
  return { plan: await planned, supervisor: await answering(folder, ended, request) }
}

/** Throws `no-disk` or `state` where the log cannot be opened. */
function started<T>(log: string, work: () => T): T {
  try {
    return work()
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
async function answering(folder: string, ended: Promise<StartedEnd>, request: UpRequest): Promise<Supervisor> {
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

/** Under the tests this file is TypeScript, which a bare node does not run: the built one stands in. */
function supervisorProgram(): string {
  const beside = fileURLToPath(new URL('./supervisor.js', import.meta.url))
  return existsSync(beside) ? beside : fileURLToPath(new URL('../../../dist/runtime/native/supervisor.js', import.meta.url))
}

/** Waits until every pod is Ready that there should be now: what a fault has changed is left as it is. */
async function ready(lab: Lab, supervisor: Supervisor, request: UpRequest): Promise<Lab> {
  let late: Pod[] = []
  const look = async () => {
    const { slots } = await supervisor.order<'size', { slots: number }>('size', {})
    const pods = await supervisor.order<'pods', Pod[]>('pods', {})
    late = pods.filter((pod) => !pod.ready)
    return pods.length === slots && late.length === 0 ? lab : undefined
  }
  return inTime(request, look, 20, () => `Not every pod was ready in time: ${late.map(unready).join('; ')}`)
}

function unready({ name, reason: why, containers }: Pod): string {
  const restarted = containers
    .filter((container) => container.restarts > 0)
    .map((container) => `${container.name} exited ${container.lastExit?.code}`)
  return [`${name} ${why ?? 'is not there'}`, ...restarted].join(', ')
}

/** What a look finds, before the deadline. Throws `interrupted`, and `timeout` with a message. */
async function inTime<T>(
  { deadline, signal, name }: UpRequest,
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
  const text = await readFile(file, 'utf8').catch(() => '')
  return text.trim().split('\n').at(-1) ?? ''
}
