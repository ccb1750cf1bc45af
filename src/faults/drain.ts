import { z } from 'zod'
import { injectionFault } from './define.ts'
import { nodeArgs, nodeTarget } from './targets.ts'

interface DrainArgs {
  'node-of': string
  pods?: string
  blocked?: true
}

/** What an administrator does before work on a node: no new pods, and the lab's are evicted as far as their budgets allow. */
export const drain = injectionFault({
  name: 'drain',
  summary: 'Drains the node that a pod is on',
  kind: 'drain',
  verifyMs: 90_000,

  args: (kit) =>
    nodeArgs(kit).extend({
      pods: z
        .enum(['prometheus', 'thanos-query'])
        .exactOptional()
        .describe('Evicts the pods of this workload only; left out, all of them.'),
      blocked: z
        .literal(true)
        .exactOptional()
        .describe('It is verified by a pod that its budget keeps; else by the last pod having left, however long its budget keeps it.'),
    }),

  async plan(lab, args) {
    const { pods: app, blocked } = args as unknown as DrainArgs
    // A budget may keep them where they are: what they will miss cannot be foretold.
    const { node, target, outages: _outages, ...hit } = await nodeTarget(lab, args, app)
    const how = { ...(app === undefined ? {} : { app }), ...(blocked === undefined ? {} : { blocked }) }
    // Whom a budget keeps is not hit.
    return { injection: { kind: 'drain', node, ...how }, target, ...(blocked === true ? {} : hit) }
  },
})
