import { z } from 'zod'
import { injectionFault } from './define.ts'
import { nodeArgs, nodeTarget } from './targets.ts'

/** What an administrator does before work on a node: no new pods, and the lab's are evicted as far as their budgets allow. */
export const drain = injectionFault({
  name: 'drain',
  summary: 'Drains the node that a pod is on',
  kind: 'drain',
  verifyMs: 90_000,

  args: (types) =>
    nodeArgs(types).extend({
      pods: types.workload.exactOptional().describe('Evicts the pods of this workload only; left out, all of them.'),
      blocked: z
        .literal(true)
        .exactOptional()
        .describe('It is verified by a pod that its budget keeps; else by the last pod having left, however long its budget keeps it.'),
    }),

  async plan(lab, args) {
    const { pods: app, blocked } = args
    // A budget may keep the pods where they are: which samples they miss cannot be predicted.
    const { node, target, outages: _outages, ...hit } = await nodeTarget(lab, args['node-of'], app)
    const how = { ...(app === undefined ? {} : { app }), ...(blocked === undefined ? {} : { blocked }) }
    // A pod that a budget keeps is not hit.
    return { injection: { kind: 'drain', node, ...how }, target, ...(blocked === true ? {} : hit) }
  },
})
