import { disturbing } from './disturbing.ts'
import { nodeArgs, nodeTarget } from './node.ts'

/** What an administrator does before work on a node: no new pods, and the lab's are evicted as far as their budgets allow. */
export const drain = disturbing({
  name: 'drain',
  summary: 'Drains the node that a pod is on',
  kind: 'drain',
  proofMs: 60_000,
  args: nodeArgs,

  async plan(lab, args) {
    const { node, ...rest } = await nodeTarget(lab, args)
    return { disturbance: { kind: 'drain', node }, ...rest }
  },
})
