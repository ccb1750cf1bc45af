import { rm } from 'node:fs/promises'
import { LabError } from '../../lib/errors.ts'
import { type Address, localUrl } from '../../lib/http.ts'
import { poll } from '../../lib/poll.ts'
import { runningProcess } from '../../lib/processes.ts'
import type { Pod } from '../../model/lab.ts'
import type { Capability } from '../../model/lab-defaults.ts'
import type { Evidence } from '../../model/run.ts'
import { PROMETHEUS, QUERY } from '../../model/workloads.ts'
import type { LabRecord } from '../../storage/labs.ts'
import { labFolder } from '../../storage/paths.ts'
import type { KubernetesObject } from '../../topology/load.ts'
import { containerNotRunning, podNotThere } from '../no-target.ts'
import type { Lab, Part } from '../runtime.ts'
import { planFile, readPlan } from './lab-plan.ts'
import { endLeftovers, supervises } from './leftovers.ts'
import type { LabPlan } from './plan.ts'
import { comingSupervisor } from './revive.ts'
import { supervised } from './supervision.ts'
import type { Supervisor } from './supervisor-client.ts'

export const nativeCapabilities: ReadonlySet<Capability> = new Set<Capability>([
  'keep-down',
  'freeze',
  'partition',
  'shape-traffic',
  'reconfigure',
])

/** A lab of processes, as its plan has it; `supervisor` is missing where none answers. */
export function nativeLab(record: LabRecord, plan: LabPlan, supervisor: Supervisor | undefined): Lab {
  const folder = labFolder(record.name)
  const urls = urlsOf(plan)
  const addresses = new Map<Part, Address>()
  const boss = supervised(record.name, supervisor)
  return {
    name: record.name,
    runtime: 'native',
    settings: record.settings,
    // What is changed back is changed at once.
    restMs: 30_000,
    capabilities: nativeCapabilities,
    supervision: boss,
    pods: async () => ((await boss.now()) === undefined ? [] : boss.order<'pods', Pod[]>('pods', {})),
    nodes: async () => [],
    urls: () => urls,
    address(part) {
      const url = part === 'query' ? urls.query : part === 'service' ? urls.service : urls.replicas[part]
      if (url === undefined) throw new LabError('lab-broken', `The lab "${record.name}" has no ${part}`)
      const address = addresses.get(part) ?? { url }
      addresses.set(part, address)
      return address
    },
    async kill({ pod, container }, signal) {
      const { done } = await boss.order<'kill', { done: boolean }>('kill', { pod, container, signal })
      if (!done) throw containerNotRunning({ pod, container }, 'kill')
    },
    async deletePod({ name, uid }) {
      const { done } = await boss.order<'delete', { done: boolean }>('delete', { uid })
      if (!done) throw podNotThere({ name, uid }, 'delete')
    },
    async retire({ name, uid }) {
      const { done } = await boss.order<'retire', { done: boolean }>('retire', { uid })
      if (!done) throw podNotThere({ name, uid }, 'retire')
    },
    wipe: async ({ name, uid }) => void (await boss.order('wipe', { name, uid })),
    object: (ref) => boss.order<'object', KubernetesObject>('object', ref),
    // The supervisor injects.
    prepare: async () => {},
    // Every answer of the supervisor is signed with the lab's own token.
    identify: async () => {},
    admit: async (injection) => void (await boss.order('admit', { injection })),
    inject: async (injection, lease) => void (await boss.order('inject', { injection, lease })),
    endInjection: (_injection, { id }) => boss.end(id),
    injectionEvidence: (_injection, { id }) => boss.order<'injection-evidence', Evidence>('injection-evidence', { id }),
    gone: ({ name, uid }) => boss.order<'gone', Evidence>('gone', { name, uid }),
    async down(progress) {
      await progress.step('ending processes', async () => {
        // First, so that nobody starts it again meanwhile.
        await rm(planFile(folder), { recursive: true, force: true })
        await supervisor?.order('stop', {}).catch(() => {})
        if (supervisor !== undefined) await ended(supervisor.pid, folder)
        await endLeftovers(folder)
      })
    },
  }
}

/** A person's URLs: Query and the Service by their relays, each replica by its own port. */
function urlsOf(plan: LabPlan): { query: string; service?: string; replicas: Record<string, string> } {
  const relay = (to: string) => plan.relays.find((candidate) => candidate.from === 'lab' && candidate.to === to)
  const query = relay(QUERY.service.name)
  const service = relay(PROMETHEUS.service.name)
  return {
    query: localUrl(query?.port ?? 0),
    ...(service === undefined ? {} : { service: localUrl(service.port) }),
    replicas: Object.fromEntries((service?.targets ?? []).map(({ slot, port }) => [slot, localUrl(port)])),
  }
}

/** How long a supervisor may take to end its programs: the longest grace period of the manifests, and half as much again. */
const STOP_MS = 90_000

/** Until the supervisor has ended: a pid is given again, so its number alone does not tell. */
async function ended(pid: number, folder: string): Promise<void> {
  const runs = async () => {
    const found = await runningProcess(pid)
    return found !== undefined && supervises(found, folder)
  }
  await poll(runs, { until: (found) => !found, everyMs: 20, deadline: Date.now() + STOP_MS })
}

/** The lab as it is. Throws `state` where a file of it cannot be read that is needed. */
export async function openNative(record: LabRecord): Promise<Lab> {
  const supervisor = await comingSupervisor(record.name)
  return nativeLab(record, (await knownPlan(record.name, supervisor)) ?? emptyPlan(record.name), supervisor)
}

/** The plan of a lab; where its file is lost, what the supervisor runs now. Undefined where none was made yet. Throws `state` where nobody knows it. */
async function knownPlan(name: string, supervisor: Supervisor | undefined): Promise<LabPlan | undefined> {
  const asked = () => supervisor?.order<'plan', LabPlan>('plan', {})
  try {
    return (await readPlan(name)) ?? (await asked())
  } catch (error) {
    const plan = await asked()
    if (plan === undefined) throw error
    return plan
  }
}

function emptyPlan(lab: string): LabPlan {
  return { lab, folder: labFolder(lab), namespace: '', programs: {}, slots: [], relays: [] }
}
