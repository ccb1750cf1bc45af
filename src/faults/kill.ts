import { z } from 'zod'
import { LabError } from '../errors.ts'
import type { Evidence } from '../journal.ts'
import type { Pod } from '../model.ts'
import type { Lab } from '../runtime/runtime.ts'
import type { FaultRecord } from '../state/ledger.ts'
import type { Fault } from './fault.ts'

interface KillArgs {
  replica: string
  /** One container, its data kept; left out, the whole pod. */
  container?: string
  signal?: 'SIGKILL' | 'SIGTERM'
  /** Milliseconds that the pod stays away. */
  hold?: number
}

interface Undo extends Record<string, unknown> {
  pod: { name: string; uid: string }
  /** Of a whole pod: how long its successor is kept away, Unix ms. */
  hold?: { id: string; until: number }
  /** Of one container: which start of it is ended, and after how many restarts. */
  container?: { name: string; id: string; restarts: number }
  signal: 'SIGKILL' | 'SIGTERM'
}

/** A pod is deleted at once and may be kept away; or one container gets a signal, and the pod keeps all its volumes. */
export const kill: Fault = {
  name: 'kill',
  summary: 'Kills a replica: its pod, kept away for `hold`, or one container of it',

  args: (kit) =>
    z
      .strictObject({
        replica: kit.replica.describe('Which replica.'),
        container: kit.container.exactOptional().describe('One container; left out, the whole pod.'),
        signal: z.enum(['SIGKILL', 'SIGTERM']).exactOptional().describe('What one container gets; SIGKILL unless said.'),
        hold: kit.duration.exactOptional().describe('How long the pod stays away.'),
      })
      .refine((args) => args.container === undefined || args.hold === undefined, "'hold' keeps a whole pod away: leave 'container' out")
      .refine(
        (args) => args.container !== undefined || args.signal === undefined,
        "'signal' is for one container: name it under 'container'",
      ),

  needs: (args) => (args['hold'] === undefined ? [] : ['hold']),

  async plan(lab, args, id) {
    const { replica, container, signal = 'SIGKILL', hold } = args as unknown as KillArgs
    const pod = (await lab.pods()).find(({ name, deleting }) => name === replica && !deleting)
    if (pod === undefined) throw new LabError('lab-broken', `There is no pod ${replica} to kill`, { hint: 'thanos-lab status' })
    const endsBy = Date.now() + (hold ?? 0)
    const undo: Undo = {
      pod: { name: pod.name, uid: pod.uid },
      signal,
      ...(hold === undefined ? {} : { hold: { id, until: endsBy } }),
      ...(container === undefined ? {} : { container: containerOf(pod, container) }),
    }
    const target = container === undefined ? replica : `${replica}/${container}`
    return { id, fault: 'kill', lab: lab.name, target, replica, plannedAt: new Date().toISOString(), endsBy, undo }
  },

  async inject(lab, record) {
    const { pod, container, signal, hold } = record.undo as Undo
    if (container === undefined) await lab.deletePod(pod, hold)
    else await lab.kill({ pod: pod.name, container: container.name }, signal)
  },

  async prove(lab, record) {
    const { pod, container } = record.undo as Undo
    return container === undefined ? lab.gone(pod) : restarted(lab, pod, container)
  },

  async heal(lab, record: FaultRecord) {
    const { pod, hold } = record.undo as Undo
    if (hold !== undefined) await lab.release(pod, hold)
  },
}

function containerOf(pod: Pod, name: string): { name: string; id: string; restarts: number } {
  const container = pod.containers.find((candidate) => candidate.name === name)
  if (container === undefined) {
    const names = pod.containers.map((candidate) => candidate.name).join(', ')
    throw new LabError('lab-broken', `Pod ${pod.name} has no container ${name}; it has ${names}`, { hint: 'correct the scenario' })
  }
  return { name, id: container.id, restarts: container.restarts }
}

/** That very start of the container has ended: by its exit, or by another start in its place. */
async function restarted(lab: Lab, pod: Undo['pod'], before: NonNullable<Undo['container']>): Promise<Evidence> {
  const now = (await lab.pods()).find(({ name, uid }) => name === pod.name && uid === pod.uid)
  const container = now?.containers.find(({ name }) => name === before.name)
  const ended = container !== undefined && (container.id !== before.id || !container.running)
  if (!ended || container.lastExit === undefined) return { proven: false, detail: `${before.name} of ${pod.name} still runs as before` }
  const { code } = container.lastExit
  return {
    proven: true,
    detail: `${before.name} of ${pod.name} exited ${code}, restarts ${before.restarts} → ${container.restarts}`,
    facts: { uid: pod.uid, exitCode: code, restartsBefore: before.restarts, restartsAfter: container.restarts },
  }
}
