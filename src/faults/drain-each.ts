import { z } from 'zod'
import { poll } from '../lib/poll.ts'
import type { Evidence } from '../model/run.ts'
import type { Drain } from '../runtime/injection.ts'
import type { Hold, Lab, PodRef } from '../runtime/runtime.ts'
import { openFault } from '../storage/ledger.ts'
import { ROLL_OUT_MS } from './config-edit.ts'
import type { Fault } from './define.ts'
import { nodeOf, podsOf, replicaAmong } from './targets.ts'

interface Undo extends Record<string, unknown> {
  turns: { pod: PodRef; drain: Drain; hold: Hold }[]
  /** What was seen of each drain when it was done. */
  seen: Evidence[]
}

/**
 * A cluster's upgrade: one node after the other is drained, and takes pods again as soon as its own have left. Nothing but the
 * disruption budget keeps the next drain waiting. It is looked at when it is healed, once all are back.
 */
export const drainEach: Fault = {
  name: 'drain-each',
  summary: 'Drains the nodes of a workload one after the other, as fast as its disruption budget lets it',
  verifyMs: 60_000,

  args: (kit) =>
    z.strictObject({
      part: z.literal('prometheus').describe('The workload.'),
      first: kit.replica.exactOptional().describe('Whose node goes first.'),
    }),

  needs: () => ['nodes'],

  async plan(lab, args, id) {
    const { part, first } = args as { part: string; first?: string }
    const pods = (await podsOf(lab, part)).sort((a, b) => Number(b.name === first) - Number(a.name === first))
    const now = Date.now()
    const endsBy = now + pods.length * ROLL_OUT_MS
    const turns = await Promise.all(
      pods.map(async ({ name, uid }, index) => ({
        pod: { name, uid },
        drain: { kind: 'drain' as const, node: await nodeOf(lab, name), app: part },
        hold: { id: `${id}-${index}`, until: endsBy },
      })),
    )
    const names = pods.map(({ name }) => name)
    const undo: Undo = { turns, seen: [] }
    return {
      id,
      fault: 'drain-each',
      lab: lab.name,
      target: turns.map(({ drain }) => drain.node).join(', '),
      ...replicaAmong(lab, ...names),
      hits: names,
      plannedAt: new Date(now).toISOString(),
      endsBy,
      endsItself: false,
      undo,
    }
  },

  async inject(lab, record, signal) {
    const { turns, seen } = record.undo as Undo
    for (const { drain, hold } of turns) {
      await lab.inject(drain, hold)
      seen.push(await drained(lab, drain, hold, signal))
      await openFault(record)
      await lab.endInjection(drain, hold)
    }
  },

  async verify(lab, record) {
    const { turns, seen } = record.undo as Undo
    const gone = await Promise.all(turns.map(({ pod }) => lab.gone(pod)))
    const not = gone.find(({ verified: verified }) => !verified)
    const refused = seen.filter(({ facts }) => Number(facts?.['refused'] ?? 0) > 0).length
    const detail = seen.map((evidence) => evidence.detail).join('; ')
    return not ?? { verified: seen.length === turns.length, detail, facts: { drained: seen.length, refused } }
  },

  async heal(lab, record) {
    for (const { drain, hold } of (record.undo as Undo).turns) await lab.endInjection(drain, hold)
  },
}

/** Asks again and again, as long as a roll-out may take. */
async function drained(lab: Lab, drain: Drain, hold: Hold, signal: AbortSignal): Promise<Evidence> {
  const deadline = Date.now() + ROLL_OUT_MS
  return poll(() => lab.injectionEvidence(drain, hold), { until: ({ verified: verified }) => verified, everyMs: 100, deadline, signal })
}
