import { z } from 'zod'
import { poll } from '../lib/poll.ts'
import type { Evidence } from '../model/run.ts'
import { PROMETHEUS } from '../model/workloads.ts'
import type { Drain, Lease } from '../runtime/injection.ts'
import type { Lab } from '../runtime/runtime.ts'
import { openFault } from '../storage/ledger.ts'
import { ROLL_OUT_MS } from './config-edit.ts'
import { defineFault } from './define.ts'
import { nodeOf, podsOf, replicaAmong } from './targets.ts'

/**
 * A cluster's upgrade: one node after the other is drained, and takes pods again as soon as its own have left. Nothing but the
 * disruption budget makes the next drain wait. The snapshot during the outage is taken when it is healed, once all pods are back.
 */
export const drainEach = defineFault({
  name: 'drain-each',
  summary: 'Drains the nodes of a workload one after the other, as fast as its disruption budget lets it',
  verifyMs: 60_000,

  args: (types) =>
    z.strictObject({
      part: z.literal(PROMETHEUS.name).describe('The workload.'),
      first: types.replica.exactOptional().describe('Whose node goes first.'),
    }),

  undo: z.object({
    turns: z.array(
      z.object({
        pod: z.object({ name: z.string(), uid: z.string() }),
        drain: z.object({ kind: z.literal('drain'), node: z.string(), app: z.string().exactOptional() }),
        lease: z.object({ id: z.string(), until: z.number() }),
      }),
    ),
    /** What was observed of each drain when it was done. */
    seen: z.array(z.custom<Evidence>((value) => typeof value === 'object' && value !== null)),
  }),

  needs: () => ['nodes'],

  async plan(lab, { part, first }, id) {
    const pods = (await podsOf(lab, part)).sort((a, b) => Number(b.name === first) - Number(a.name === first))
    const now = Date.now()
    const endsBy = now + pods.length * ROLL_OUT_MS
    const turns = await Promise.all(
      pods.map(async ({ name, uid }, index) => ({
        pod: { name, uid },
        drain: { kind: 'drain' as const, node: await nodeOf(lab, name), app: part },
        lease: { id: `${id}-${index}`, until: endsBy },
      })),
    )
    const names = pods.map(({ name }) => name)
    return {
      id,
      fault: 'drain-each',
      lab: lab.name,
      target: turns.map(({ drain }) => drain.node).join(', '),
      ...replicaAmong(lab, ...names),
      pods: names,
      plannedAt: new Date(now).toISOString(),
      endsBy,
      endsItself: false,
      undo: { turns, seen: [] },
    }
  },

  async inject(lab, { turns, seen }, { record, signal }) {
    for (const { drain, lease } of turns) {
      await lab.inject(drain, lease)
      seen.push(await drained(lab, drain, lease, signal))
      record.undo = { turns, seen }
      await openFault(record)
      await lab.endInjection(drain, lease)
    }
  },

  async verify(lab, { turns, seen }) {
    const gone = await Promise.all(turns.map(({ pod }) => lab.gone(pod)))
    const not = gone.find(({ verified }) => !verified)
    const refused = seen.filter(({ facts }) => Number(facts?.['refused'] ?? 0) > 0).length
    const detail = seen.map((evidence) => evidence.detail).join('; ')
    const all = seen.length === turns.length && seen.every(({ verified }) => verified)
    return not ?? { verified: all, detail, facts: { drained: seen.length, refused } }
  },

  async heal(lab, { turns }) {
    for (const { drain, lease } of turns) await lab.endInjection(drain, lease)
  },
})

/** Polls until a node is drained, at most as long as a roll-out may take. */
async function drained(lab: Lab, drain: Drain, lease: Lease, signal: AbortSignal): Promise<Evidence> {
  const deadline = Date.now() + ROLL_OUT_MS
  return poll(() => lab.injectionEvidence(drain, lease), { until: ({ verified }) => verified, everyMs: 100, deadline, signal })
}
