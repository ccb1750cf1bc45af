import { z } from 'zod'
import { poll } from '../lib/poll.ts'
import type { Pod } from '../model/lab.ts'
import type { Evidence } from '../model/run.ts'
import type { Outage } from '../model/outage.ts'
import type { KeepDown, Lease } from '../runtime/injection.ts'
import type { PodRef } from '../runtime/refs.ts'
import type { Lab } from '../runtime/runtime.ts'
import type { FaultRecord } from '../storage/ledger.ts'
import type { Fault } from './define.ts'
import { containerOf, outageOf, podOf, replicaAmong } from './targets.ts'

interface KillArgs {
  replica?: string
  part?: string
  /** One container, its data kept; left out, the whole pod. */
  container?: string
  signal?: 'SIGKILL' | 'SIGTERM'
  /** Milliseconds that the pod, or the container, stays away. */
  for?: number
  /** Its volumes are emptied, as an emptyDir would be. */
  data?: 'lost'
}

interface Undo extends Record<string, unknown> {
  pod: PodRef
  /** How long its successor, or the container's next start, is kept down. */
  lease?: Lease
  /** Of one container: which start of it is ended, and after how many restarts. */
  container?: { name: string; id: string; restarts: number }
  signal: 'SIGKILL' | 'SIGTERM'
  wipe?: true
}

/** A pod is deleted at once, or one container gets a signal, and the pod keeps all its volumes; either may be kept down. */
export const kill: Fault = {
  name: 'kill',
  summary: 'Kills a pod, or one container of it, kept away for `for`',

  args: (kit) =>
    z
      .strictObject({
        replica: kit.replica.exactOptional().describe('Which replica.'),
        part: kit.part.exactOptional().describe('In place of `replica`: one pod of a workload.'),
        container: kit.containerOf('replica', 'part').exactOptional().describe('One container; left out, the whole pod.'),
        signal: z.enum(['SIGKILL', 'SIGTERM']).exactOptional().describe('What one container gets; SIGKILL unless said.'),
        for: kit.duration.exactOptional().describe('How long the pod, or the container, stays away.'),
        data: z.literal('lost').exactOptional().describe('Its volumes are emptied while it is away, as an emptyDir would be.'),
      })
      .refine((args) => (args.replica === undefined) !== (args.part === undefined), "expected 'replica' or 'part'")
      .refine((args) => args.data === undefined || args.for !== undefined, "'data: lost' needs 'for': its volumes are emptied meanwhile")
      .refine((args) => args.container === undefined || args.data === undefined, "'data: lost' takes the whole pod: leave 'container' out")
      .refine(
        (args) => args.container !== undefined || args.signal === undefined,
        "'signal' is for one container: name it under 'container'",
      ),

  needs: (args) => (args['for'] === undefined ? [] : ['keep-down']),

  async plan(lab, args, id) {
    const { replica, part, container, signal = 'SIGKILL', for: lease, data } = args as KillArgs
    const pod = await podOf(lab, replica ?? part ?? '')
    const endsBy = Date.now() + (lease ?? 0)
    const undo: Undo = {
      pod: { name: pod.name, uid: pod.uid },
      signal,
      ...(data === undefined ? {} : { wipe: true }),
      ...(lease === undefined ? {} : { lease: { id, until: endsBy } }),
      ...(container === undefined ? {} : { container: startOf(pod, container) }),
    }
    const target = container === undefined ? pod.name : `${pod.name}/${container}`
    const known = { ...replicaAmong(lab, pod.name), ...outagesOf(lab, pod.name, args as KillArgs) }
    return { id, fault: 'kill', lab: lab.name, target, ...known, plannedAt: new Date().toISOString(), endsBy, undo }
  },

  async inject(lab, record, stopped) {
    const { pod, container, signal, lease, wipe } = record.undo as Undo
    if (lease !== undefined) await lab.inject(keepDown(record.undo as Undo), lease)
    if (container !== undefined) return lab.kill({ pod: pod.name, container: container.name }, signal)
    await lab.deletePod(pod)
    if (wipe !== true) return
    await poll(() => lab.gone(pod), { until: ({ verified }) => verified, everyMs: 100, signal: stopped })
    await lab.wipe(pod)
  },

  async verify(lab, record) {
    const { pod, container, lease } = record.undo as Undo
    if (container === undefined) return lab.gone(pod)
    const ended = await restarted(lab, pod, container)
    if (!ended.verified || lease === undefined) return ended
    const kept = await lab.injectionEvidence(keepDown(record.undo as Undo), lease)
    return { ...ended, verified: kept.verified, detail: `${ended.detail}; ${kept.detail}` }
  },

  // What is not kept down starts again at once, by design.
  async lasts(lab, record) {
    const undo = record.undo as Undo
    if (undo.lease === undefined) return { verified: true, detail: 'nothing is kept down' }
    return lab.injectionEvidence(keepDown(undo), undo.lease)
  },

  async heal(lab, record: FaultRecord) {
    const { lease } = record.undo as Undo
    if (lease !== undefined) await lab.endInjection(keepDown(record.undo as Undo), lease)
  },
}

function outagesOf(lab: Lab, pod: string, { container, for: lease, data }: KillArgs): { outages?: Outage[] } {
  const { outages = [] } = outageOf(lab, pod, container)
  const more = { ...(data === undefined ? {} : { how: 'lost' as const }), ...(lease === undefined ? {} : { ms: lease }) }
  return outages.length === 0 ? {} : { outages: outages.map((outage) => ({ ...outage, ...more })) }
}

/** What keeps the pod's successor down, or the next start of one container. */
function keepDown({ pod, container }: Undo): KeepDown {
  const { name, uid } = pod
  return {
    kind: 'keep-down',
    pod: { name, uid },
    ...(container === undefined ? {} : { container: { name: container.name, id: container.id } }),
  }
}

function startOf(pod: Pod, name: string): { name: string; id: string; restarts: number } {
  const { id, restarts } = containerOf(pod, name)
  return { name, id, restarts }
}

/** That very start of the container has ended: by its exit, or by another start in its place. */
async function restarted(lab: Lab, pod: Undo['pod'], before: NonNullable<Undo['container']>): Promise<Evidence> {
  const now = (await lab.pods()).find(({ name, uid }) => name === pod.name && uid === pod.uid)
  const container = now?.containers.find(({ name }) => name === before.name)
  const ended = container !== undefined && (container.id !== before.id || !container.running)
  if (!ended || container.lastExit === undefined) return { verified: false, detail: `${before.name} of ${pod.name} still runs as before` }
  const { code } = container.lastExit
  return {
    verified: true,
    detail: `${before.name} of ${pod.name} exited ${code}, restarts ${before.restarts} → ${container.restarts}`,
    facts: { uid: pod.uid, exitCode: code, restartsBefore: before.restarts, restartsAfter: container.restarts },
  }
}
