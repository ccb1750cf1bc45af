import { z } from 'zod'
import { ROLL_OUT_MS, rolledBack } from './config-edit.ts'
import { injectionFault } from './define.ts'
import { nodeOf } from './targets.ts'

/** What soft anti-affinity allows: a replica, with a new volume, on the node where another one is. Healed, it has its old volume again. */
export const reschedule = injectionFault({
  name: 'reschedule',
  summary: 'Moves a replica to the node that another pod is on',
  kind: 'reschedule',
  verifyMs: ROLL_OUT_MS,

  args: (types) =>
    z
      .strictObject({
        replica: types.replica.describe('Which replica.'),
        'node-of': types.part.describe('The node that this pod is on.'),
        for: types.duration.exactOptional().describe('How long; left out, until it is healed.'),
      })
      .refine((args) => args.replica !== args['node-of'], "'node-of' names another pod: a replica is on its own node already"),

  async plan(lab, { replica, 'node-of': beside }) {
    const node = await nodeOf(lab, beside)
    return { injection: { kind: 'reschedule', pod: replica, node }, target: `${replica} to ${node}`, replica }
  },

  recovered: rolledBack,
})
