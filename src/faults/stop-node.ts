import { injectionFault } from './define.ts'
import { nodeArgs, nodeTarget } from './targets.ts'

/** A node that is switched off, with all that is on it. */
export const stopNode = injectionFault({
  name: 'stop-node',
  summary: 'Switches off the node that a pod is on',
  kind: 'node',
  verifyMs: 60_000,
  args: nodeArgs,

  async plan(lab, args) {
    const { node, ...rest } = await nodeTarget(lab, args['node-of'])
    return { injection: { kind: 'node', node, how: 'stopped' }, ...rest }
  },
})
