import { disturbing } from './disturbing.ts'
import { nodeArgs, nodeTarget } from './node.ts'

/** A node that is switched off, with all that is on it. */
export const stop = disturbing({
  name: 'stop',
  summary: 'Switches off the node that a pod is on',
  kind: 'node',
  proofMs: 60_000,
  args: nodeArgs,

  async plan(lab, args) {
    const { node, ...rest } = await nodeTarget(lab, args)
    return { disturbance: { kind: 'node', node, how: 'stopped' }, ...rest }
  },
})
