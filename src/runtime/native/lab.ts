import { LabError } from '../../lib/errors.ts'
import { type Address, localUrl } from '../../lib/http.ts'
import { poll } from '../../lib/poll.ts'
import type { Pod } from '../../model/lab.ts'
import type { Capability } from '../../model/lab-defaults.ts'
import type { Evidence } from '../../model/run.ts'
import { PROMETHEUS, QUERY } from '../../model/workloads.ts'
import type { LabRecord } from '../../storage/labs.ts'
import { labFolder } from '../../storage/paths.ts'
import type { KubernetesObject } from '../../topology/load.ts'
import { containerNotRunning, podNotThere } from '../no-target.ts'
import type { Lab, Part } from '../runtime.ts'
import { endLeftovers } from './leftovers.ts'
import type { LabPlan } from './plan.ts'
import { findSupervisor, type Supervisor } from './supervisor-client.ts'

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
  const boss = (): Supervisor => {
    if (supervisor === undefined) throw new LabError('lab-broken', `The supervisor of the lab "${record.name}" does not run`)
    return supervisor
  }
  return {
    name: record.name,
    runtime: 'native',
    settings: record.settings,
    // What is changed back is changed at once.
    restMs: 30_000,
    capabilities: nativeCapabilities,
    pods: () => (supervisor === undefined ? Promise.resolve([]) : supervisor.order<'pods', Pod[]>('pods', {})),
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
      const { done } = await boss().order<'kill', { done: boolean }>('kill', { pod, container, signal })
      if (!done) throw containerNotRunning({ pod, container }, 'kill')
    },
    async deletePod({ name, uid }) {
      const { done } = await boss().order<'delete', { done: boolean }>('delete', { uid })
      if (!done) throw podNotThere({ name, uid }, 'delete')
    },
    async retire({ name, uid }) {
      const { done } = await boss().order<'retire', { done: boolean }>('retire', { uid })
      if (!done) throw podNotThere({ name, uid }, 'retire')
    },
    wipe: async ({ name, uid }) => void (await boss().order('wipe', { name, uid })),
    object: (ref) => boss().order<'object', KubernetesObject>('object', ref),
    // The supervisor injects.
    prepare: async () => {},
    admit: async (injection) => void (await boss().order('admit', { injection })),
    inject: async (injection, lease) => void (await boss().order('inject', { injection, lease })),
    endInjection: async (_injection, { id }) => void (await boss().order('end-injection', { id })),
    injectionEvidence: (_injection, { id }) => boss().order<'injection-evidence', Evidence>('injection-evidence', { id }),
    gone: ({ name, uid }) => boss().order<'gone', Evidence>('gone', { name, uid }),
    async down(progress) {
      await progress.step('ending processes', async () => {
        await supervisor?.order('stop', {}).catch(() => {})
        if (supervisor !== undefined) await ended(supervisor.pid)
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

/** Grace periods bound it: the supervisor itself sends SIGKILL after them. */
async function ended(pid: number): Promise<void> {
  await poll(() => !isThere(pid), { everyMs: 20 })
}

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

export async function openNative(record: LabRecord, plan: LabPlan): Promise<Lab> {
  return nativeLab(record, plan, await findSupervisor(labFolder(record.name)))
}
