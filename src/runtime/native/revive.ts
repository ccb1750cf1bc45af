import { join } from 'node:path'
import { command } from '../../lib/command.ts'
import { LabError } from '../../lib/errors.ts'
import { poll } from '../../lib/poll.ts'
import { runningProcesses } from '../../lib/processes.ts'
import { readLab } from '../../storage/labs.ts'
import { withLock } from '../../storage/lock.ts'
import { labFolder, stateHome } from '../../storage/paths.ts'
import { readPlan } from './lab-plan.ts'
import { endLeftovers, standsBy, supervises } from './leftovers.ts'
import { startAgain } from './start-supervisor.ts'
import { findSupervisor, type Supervisor } from './supervisor-client.ts'

/* A supervisor that has died is started again: by its standby, else by the next command that needs it. */

/** How long one that does not answer may be starting, or busy, ms. */
const COMING_MS = 10_000
/** How long a command waits while another one starts it, and for its start, ms. */
const LOCK_MS = 30_000
const START_MS = 30_000

/** Runs work while no other command starts the supervisor of that lab. Throws `locked`. */
export function withSupervisorLock<T>(name: string, work: () => Promise<T>): Promise<T> {
  const options = { what: `the supervisor of the lab "${name}"`, waitMs: LOCK_MS }
  return withLock(join(stateHome(), 'locks', `${name}.supervisor`), options, work)
}

/** The supervisor of a lab, also one that is still starting; undefined where none answers and none will. Starts nothing. Throws `state`. */
export async function comingSupervisor(name: string): Promise<Supervisor | undefined> {
  const folder = labFolder(name)
  let found: Supervisor | undefined
  const look = async () => {
    found = await findSupervisor(name)
    return found !== undefined || !(await isComing(folder))
  }
  await poll(look, { everyMs: 50, deadline: Date.now() + COMING_MS })
  return found
}

/** Whether a process is the supervisor, or waits to be the next one. One that is stopped answers nobody. */
async function isComing(folder: string): Promise<boolean> {
  const all = await runningProcesses()
  return all.some((one) => !one.stopped && (supervises(one, folder) || standsBy(one, folder)))
}

/**
 * The supervisor of a lab, which is started again where none answers: every part of the lab with it, and without any fault. Throws `lab-broken`
 * where the lab was not made to its end, `port-taken` where another program has a port of it by now, and as `up` does.
 */
export function revived(name: string): Promise<Supervisor> {
  const folder = labFolder(name)
  return withSupervisorLock(name, async () => {
    // Another command may have been faster.
    const coming = await comingSupervisor(name)
    if (coming !== undefined) return coming
    const [record, plan] = await Promise.all([readLab(name), readPlan(name)])
    if (record?.state !== 'made' || plan === undefined)
      throw new LabError('lab-broken', `The lab "${name}" is only partially created`, { hint: command('up', name) })
    await endLeftovers(folder)
    return startAgain(folder, plan, { name, deadline: Date.now() + START_MS, signal: new AbortController().signal }).catch(otherPorts)
  })

  /** Only `up` plans a lab again. */
  function otherPorts(error: unknown): never {
    if (!(error instanceof LabError) || error.code !== 'port-taken') throw error
    throw new LabError('port-taken', error.message, { hint: `${command('up', name)}, which gives the lab other ports`, cause: error })
  }
}
