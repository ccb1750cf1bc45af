import { z } from 'zod'
import { edit, ROLL_OUT_MS, rolledBack, workload } from './config-edit.ts'
import { injectionFault } from './define.ts'
import { nodeOf, podsOf } from './targets.ts'

/** The scheduler may put Query beside the replica whose node is to go: whoever wants to go on asking keeps it elsewhere. */
export const pin = injectionFault({
  name: 'pin',
  summary: 'Keeps Query on the node that a pod is on',
  kind: 'change',
  needs: ['nodes'],
  verifyMs: ROLL_OUT_MS,

  args: (kit) =>
    z.strictObject({
      part: z.literal('thanos-query').describe('The workload; a replica is bound to its volume.'),
      'node-of': kit.part.describe('The node that this pod is on.'),
      for: kit.duration.exactOptional().describe('How long; left out, until it is healed.'),
    }),

  async plan(lab, args) {
    const { part, 'node-of': pod } = args as { part: string; 'node-of': string }
    const node = await nodeOf(lab, pod)
    const path = ['spec', 'template', 'spec', 'nodeSelector']
    const changed = await edit(lab, workload(part), path, () => ({ 'kubernetes.io/hostname': node }))
    const hits = (await podsOf(lab, part)).map(({ name }) => name)
    return { injection: { kind: 'change', edits: [changed] }, target: `${part} to ${node}`, hits }
  },

  recovered: rolledBack,
})
