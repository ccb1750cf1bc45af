import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { LabError } from '../lib/errors.ts'
import type { PodRef } from '../runtime/refs.ts'
import type { Lab } from '../runtime/runtime.ts'
import { ROLL_OUT_MS, stillMissing } from './config-edit.ts'
import type { Fault } from './define.ts'
import { outageOf, podsOf, replicaAmong } from './targets.ts'

interface RestartArgs {
  part: string
  first?: string
  pause?: number
  'wait-ready'?: boolean
}

interface Undo extends Record<string, unknown> {
  pods: PodRef[]
  pauseMs: number
  waitReady: boolean
}

/**
 * One pod after the other is deleted gently and comes back, as in a roll-out; nothing is left to undo. It is looked at when it is
 * healed: what Query has in between depends on the moment (the hole of the first shows whole while the second is away).
 */
export const restart: Fault = {
  name: 'restart',
  summary: 'Restarts the pods of a workload one after the other, with a pause',

  args: (kit) =>
    z.strictObject({
      part: z.enum(['prometheus', 'thanos-query']).describe('The workload.'),
      first: kit.replica.exactOptional().describe('Which replica goes first.'),
      pause: kit.duration.exactOptional().describe('How long between one pod and the next.'),
      'wait-ready': z.boolean().exactOptional().describe('Whether the next pod waits until this one is Ready again; true unless said.'),
    }),

  needs: () => [],

  async plan(lab, args, id) {
    const { part, first, pause = 0, 'wait-ready': waitReady = true } = args as unknown as RestartArgs
    const pods = (await podsOf(lab, part)).sort((a, b) => Number(b.name === first) - Number(a.name === first))
    const undo: Undo = { pods: pods.map(({ name, uid }) => ({ name, uid })), pauseMs: pause, waitReady }
    const now = Date.now()
    const names = pods.map(({ name }) => name)
    const target = names.join(', ')
    return {
      id,
      fault: 'restart',
      lab: lab.name,
      target,
      ...replicaAmong(lab, ...names),
      hits: names,
      outages: names.flatMap((name) => outageOf(lab, name).outages ?? []),
      plannedAt: new Date(now).toISOString(),
      endsBy: now + ROLL_OUT_MS,
      endsItself: false,
      undo,
    }
  },

  async inject(lab, record, signal) {
    const { pods, pauseMs, waitReady } = record.undo as Undo
    for (const [index, pod] of pods.entries()) {
      const count = (await lab.pods()).length
      await lab.retire(pod)
      if (index === pods.length - 1) return
      if (waitReady) await returned(lab, pod, count, signal)
      await sleep(pauseMs, undefined, { signal })
    }
  },

  async verify(lab, record) {
    const { pods } = record.undo as Undo
    const evidence = await Promise.all(pods.map((pod) => lab.gone(pod)))
    const not = evidence.find(({ verified: verified }) => !verified)
    return not ?? { verified: true, detail: evidence.map(({ detail }) => detail).join('; '), facts: { pods: pods.length } }
  },

  async heal() {
    // What was restarted runs again by itself.
  },
}

/** Waits until as many pods as before are Ready, none of them that one. */
async function returned(lab: Lab, { name, uid }: PodRef, count: number, signal: AbortSignal): Promise<void> {
  const missing = await stillMissing(async () => {
    const pods = await lab.pods()
    return pods.length === count && pods.every((pod) => pod.ready && pod.uid !== uid) ? undefined : name
  }, signal)
  if (missing !== undefined) throw new LabError('timeout', `${name} was not Ready again in time`, { hint: 'thanos-lab status' })
}
