import { z } from 'zod'
import { PROMETHEUS } from '../model/workloads.ts'
import { edit, ROLL_OUT_MS, rolledBack, workload } from './config-edit.ts'
import { injectionFault } from './define.ts'

/** More pods of a workload, or fewer, down to none. */
export const scale = injectionFault({
  name: 'scale',
  summary: 'Runs another number of pods of a workload',
  kind: 'change',
  verifyMs: ROLL_OUT_MS,

  args: (types) =>
    z.strictObject({
      part: types.workload.describe('Which workload.'),
      replicas: types.podsOf('part').describe('How many pods.'),
      for: types.duration.exactOptional().describe('How long; left out, until it is healed.'),
    }),

  async plan(lab, { part, replicas }) {
    const changed = await edit(lab, workload(part), ['spec', 'replicas'], () => replicas)
    const all = (await lab.pods()).filter(({ app }) => app === part).map(({ name }) => name)
    // A StatefulSet removes its last pods first; of a Deployment the removed pods are known only where all go.
    const pods = part === PROMETHEUS.name ? all.sort().slice(replicas) : replicas === 0 ? all : []
    return { injection: { kind: 'change', edits: [changed] }, target: `${part} to ${replicas}`, pods }
  },

  recovered: rolledBack,
})
