import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { LabError } from '../lib/errors.ts'
import type { PodRef } from '../runtime/refs.ts'
import type { Lab } from '../runtime/runtime.ts'
import { ROLL_OUT_MS, stillMissing } from './config-edit.ts'
import { defineFault } from './define.ts'
import { outageOf, podsOf, replicaAmong } from './targets.ts'

/**
 * One pod after the other is deleted gently and comes back, as in a roll-out; nothing is left to undo. The snapshot during the outage is taken
 * when it is healed: what Query returns before that depends on the moment (while the second pod is away, the first one's whole gap shows).
 */
export const restart = defineFault({
  name: 'restart',
  summary: 'Restarts the pods of a workload one after the other, with a pause',

  args: (types) =>
    z.strictObject({
      part: types.workload.describe('The workload.'),
      first: types.replica.exactOptional().describe('Which replica goes first.'),
      pause: types.duration.exactOptional().describe('How long between one pod and the next.'),
      'wait-ready': z.boolean().exactOptional().describe('Whether the next pod waits until this one is Ready again; default true.'),
    }),

  undo: z.object({
    pods: z.array(z.object({ name: z.string(), uid: z.string() })),
    pauseMs: z.number(),
    waitReady: z.boolean(),
  }),

  needs: () => [],

  async plan(lab, { part, first, pause = 0, 'wait-ready': waitReady = true }, id) {
    const pods = (await podsOf(lab, part)).sort((a, b) => Number(b.name === first) - Number(a.name === first))
    const now = Date.now()
    const names = pods.map(({ name }) => name)
    const target = names.join(', ')
    return {
      id,
      fault: 'restart',
      lab: lab.name,
      target,
      ...replicaAmong(lab, ...names),
      pods: names,
      outages: names.flatMap((name) => outageOf(lab, name).outages ?? []),
      plannedAt: new Date(now).toISOString(),
      endsBy: now + ROLL_OUT_MS,
      endsItself: false,
      undo: { pods: pods.map(({ name, uid }) => ({ name, uid })), pauseMs: pause, waitReady },
    }
  },

  async inject(lab, { pods, pauseMs, waitReady }, { signal }) {
    for (const [index, pod] of pods.entries()) {
      const count = (await lab.pods()).length
      await lab.retire(pod)
      if (index === pods.length - 1) return
      if (waitReady) await returned(lab, pod, count, signal)
      await sleep(pauseMs, undefined, { signal })
    }
  },

  async verify(lab, { pods }) {
    const evidence = await Promise.all(pods.map((pod) => lab.gone(pod)))
    const not = evidence.find(({ verified }) => !verified)
    return not ?? { verified: true, detail: evidence.map(({ detail }) => detail).join('; '), facts: { pods: pods.length } }
  },

  async heal() {
    // What was restarted runs again by itself.
  },
})

/** Waits until as many pods as before are Ready, none of them that one. */
async function returned(lab: Lab, { name, uid }: PodRef, count: number, signal: AbortSignal): Promise<void> {
  const missing = await stillMissing(async () => {
    const pods = await lab.pods()
    return pods.length === count && pods.every((pod) => pod.ready && pod.uid !== uid) ? undefined : name
  }, signal)
  if (missing !== undefined) throw new LabError('timeout', `${name} was not Ready again in time`, { hint: 'thanos-lab status' })
}
