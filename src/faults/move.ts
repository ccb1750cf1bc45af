import { z } from 'zod'
import { ROLL_OUT_MS, rolledBack } from './changing.ts'
import { disturbing } from './disturbing.ts'
import { nodeOf } from './node.ts'

/** What soft anti-affinity allows: a replica, with a new volume, on the node where another one is. Healed, it has its old volume again. */
export const move = disturbing({
  name: 'move',
  summary: 'Brings a replica onto the node that another pod is on',
  kind: 'move',
  proofMs: ROLL_OUT_MS,

  args: (kit) =>
    z.strictObject({
      replica: kit.replica.describe('Which replica.'),
      'node-of': kit.part.describe('The node that this pod is on.'),
      for: kit.duration.exactOptional().describe('How long; left out, until it is healed.'),
    }),

  async plan(lab, args) {
    const { replica, 'node-of': beside } = args as { replica: string; 'node-of': string }
    const node = await nodeOf(lab, beside)
    return { disturbance: { kind: 'move', pod: replica, node }, target: `${replica} to ${node}`, replica }
  },

  settled: rolledBack,
})
