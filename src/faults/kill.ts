import { z } from 'zod'
import { poll } from '../lib/poll.ts'
import type { Pod } from '../model/lab.ts'
import type { Evidence } from '../model/run.ts'
import type { Outage } from '../model/outage.ts'
import type { KeepDown } from '../runtime/injection.ts'
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
  pod: { name: string; uid: string }
  /** How long its successor, or the container's next start, is kept away, Unix ms. */
  hold?: { id: string; until: number }
  /** Of one container: which start of it is ended, and after how many restarts. */
  container?: { name: string; id: string; restarts: number }
  signal: 'SIGKILL' | 'SIGTERM'
  wipe?: true
}

/** A pod is deleted at once, or one container gets a signal, and the pod keeps all its volumes; either may be kept away. */
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
    const { replica, part, container, signal = 'SIGKILL', for: hold, data } = args as KillArgs
    const pod = await podOf(lab, replica ?? part ?? '')
    const endsBy = Date.now() + (hold ?? 0)
    const undo: Undo = {
      pod: { name: pod.name, uid: pod.uid },
      signal,
      ...(data === undefined ? {} : { wipe: true }),
      ...(hold === undefined ? {} : { hold: { id, until: endsBy } }),
      ...(container === undefined ? {} : { container: startOf(pod, container) }),
    }
    const target = container === undefined ? pod.name : `${pod.name}/${container}`
    const known = { ...replicaAmong(lab, pod.name), ...outagesOf(lab, pod.name, args as KillArgs) }
    return { id, fault: 'kill', lab: lab.name, target, ...known, plannedAt: new Date().toISOString(), endsBy, undo }
  },

  async inject(lab, record, stopped) {
    const { pod, container, signal, hold, wipe } = record.undo as Undo
    if (container !== undefined) {
      if (hold !== undefined) await lab.inject(awayOf(pod, container), hold)
      return lab.kill({ pod: pod.name, container: container.name }, signal)
    }
    await lab.deletePod(pod, hold)
    if (wipe !== true) return
    await poll(() => lab.gone(pod), { until: ({ verified: verified }) => verified, everyMs: 100, signal: stopped })
    await lab.wipe(pod)
  },

  async verify(lab, record) {
    const { pod, container, hold } = record.undo as Undo
    if (container === undefined) return lab.gone(pod)
    const ended = await restarted(lab, pod, container)
    return ended.verified && hold !== undefined ? heldAway(ended, await lab.injectionEvidence(awayOf(pod, container), hold)) : ended
  },

  async heal(lab, record: FaultRecord) {
    const { pod, container, hold } = record.undo as Undo
    if (hold === undefined) return
    if (container === undefined) await lab.release(pod, hold)
    else await lab.endInjection(awayOf(pod, container), hold)
  },
}

function outagesOf(lab: Lab, pod: string, { container, for: hold, data }: KillArgs): { outages?: Outage[] } {
  const { outages = [] } = outageOf(lab, pod, container)
  const more = { ...(data === undefined ? {} : { how: 'lost' as const }), ...(hold === undefined ? {} : { ms: hold }) }
  return outages.length === 0 ? {} : { outages: outages.map((outage) => ({ ...outage, ...more })) }
}

function awayOf(pod: Undo['pod'], { name, id }: NonNullable<Undo['container']>): KeepDown {
  return { kind: 'keep-down', container: { pod: pod.name, container: name }, id }
}

/** It ended, and does not come back before its time. */
function heldAway(ended: Evidence, away: Evidence): Evidence {
  return { ...ended, verified: away.verified, detail: `${ended.detail}; ${away.detail}` }
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
