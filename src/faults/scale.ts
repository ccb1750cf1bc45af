import { z } from 'zod'
import { edit, ROLL_OUT_MS, rolledBack, workload } from './config-edit.ts'
import { injectionFault } from './define.ts'

/** More pods of a workload, or fewer, down to none. */
export const scale = injectionFault({
  name: 'scale',
  summary: 'Runs another number of pods of a workload',
  kind: 'change',
  verifyMs: ROLL_OUT_MS,

  args: (kit) =>
    z.strictObject({
      part: z.enum(['prometheus', 'thanos-query']).describe('Which workload.'),
      replicas: kit.podsOf('part').describe('How many pods.'),
      for: kit.duration.exactOptional().describe('How long; left out, until it is healed.'),
    }),

  async plan(lab, args) {
    const { part, replicas } = args as { part: string; replicas: number }
    const changed = await edit(lab, workload(part), ['spec', 'replicas'], () => replicas)
    const pods = (await lab.pods()).filter(({ app }) => app === part).map(({ name }) => name)
    // The last of a StatefulSet go first; of a Deployment it is known only where all go.
    const hits = part === 'prometheus' ? pods.sort().slice(replicas) : replicas === 0 ? pods : []
    return { injection: { kind: 'change', edits: [changed] }, target: `${part} to ${replicas}`, hits }
  },

  recovered: rolledBack,
})
