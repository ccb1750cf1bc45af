import { findBinaries } from '../../binaries/find.ts'
import { LabError } from '../../lib/errors.ts'
import type { Pod } from '../../model/lab.ts'
import { type LabRecord, readLab, writeLab } from '../../storage/labs.ts'
import { labFolder } from '../../storage/paths.ts'
import type { Lab, Runtime, UpRequest } from '../runtime.ts'
import { refuseUnusable } from './folder-name.ts'
import { nativeCapabilities, nativeLab, openNative } from './lab.ts'
import { readPlan } from './lab-plan.ts'
import { endLeftovers } from './leftovers.ts'
import { readObjects, writeObjects } from './objects.ts'
import type { LabPlan } from './plan.ts'
import { comingSupervisor, withSupervisorLock } from './revive.ts'
import { inTime, startSupervisor } from './start-supervisor.ts'
import type { Supervisor } from './supervisor-client.ts'

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
      const running = await comingSupervisor(name).catch(orLost)
      const plan = running === undefined ? undefined : await readPlan(name).catch(orLost)
      if (running !== undefined && plan !== undefined) {
        await readObjects(folder).catch((error: unknown) => {
          if (!isState(error)) throw error
          progress.warn(`${error.message} It is written again.`)
          return writeObjects(folder, record.settings)
        })
        const lab = await ready(nativeLab(record, plan, running), running, request)
        if (record.state !== 'made') await writeLab({ ...record, state: 'made' })
        return lab
      }
    }
    refuseUnusable(folder)
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
  await withSupervisorLock(name, async () => {
    await endLeftovers(folder)
    // From now on nobody else starts it again.
    await writeLab(record)
  })
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
