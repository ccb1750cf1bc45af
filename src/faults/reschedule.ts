import { z } from 'zod'
import { ROLL_OUT_MS, rolledBack } from './config-edit.ts'
import { injectionFault } from './define.ts'
import { nodeOf } from './targets.ts'

/** What soft anti-affinity allows: a replica, with a new volume, on the node where another one is. Healed, it has its old volume again. */
export const reschedule = injectionFault({
  name: 'reschedule',
  summary: 'Brings a replica onto the node that another pod is on',
  kind: 'reschedule',
  verifyMs: ROLL_OUT_MS,

  args: (kit) =>
    z
      .strictObject({
        replica: kit.replica.describe('Which replica.'),
        'node-of': kit.part.describe('The node that this pod is on.'),
        for: kit.duration.exactOptional().describe('How long; left out, until it is healed.'),
      })
      .refine((args) => args.replica !== args['node-of'], "'node-of' names another pod: a replica is on its own node already"),

  async plan(lab, args) {
    const { replica, 'node-of': beside } = args as { replica: string; 'node-of': string }
    const node = await nodeOf(lab, beside)
    return { injection: { kind: 'reschedule', pod: replica, node }, target: `${replica} to ${node}`, replica }
  },

  recovered: rolledBack,
})
