import { z } from 'zod'
import { QUERY } from '../model/workloads.ts'
import { edit, ROLL_OUT_MS, rolledBack, workload } from './config-edit.ts'
import { injectionFault } from './define.ts'
import { nodeOf, podsOf } from './targets.ts'

/** Keeps Query away from the node that is to stop, where the scheduler may have put it: so it still answers queries. */
export const pin = injectionFault({
  name: 'pin',
  summary: 'Keeps Query on the node that a pod is on',
  kind: 'change',
  needs: ['nodes'],
  verifyMs: ROLL_OUT_MS,

  args: (types) =>
    z.strictObject({
      part: z.literal(QUERY.name).describe('The workload; a replica is bound to its volume.'),
      'node-of': types.part.describe('The node that this pod is on.'),
      for: types.duration.exactOptional().describe('How long; left out, until it is healed.'),
    }),

  async plan(lab, { part, 'node-of': pod }) {
    const node = await nodeOf(lab, pod)
    const path = ['spec', 'template', 'spec', 'nodeSelector']
    const changed = await edit(lab, workload(part), path, () => ({ 'kubernetes.io/hostname': node }))
    const pods = (await podsOf(lab, part)).map(({ name }) => name)
    return { injection: { kind: 'change', edits: [changed] }, target: `${part} to ${node}`, pods }
  },

  recovered: rolledBack,
})
