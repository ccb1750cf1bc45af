import { z } from 'zod'
import { injectionFault } from './define.ts'
import { containerOf, nodeTarget, outageOf, podOf, replicaAmong } from './targets.ts'

/** A frozen process keeps its connections open, so that its clients wait, while those of a dead one fail at once. */
export const freeze = injectionFault({
  name: 'freeze',
  summary: 'Freezes every process of a container, or a whole node',
  kind: 'freeze',

  args: (types) =>
    z
      .strictObject({
        part: types.part.exactOptional().describe('Whose container.'),
        container: types.containerOf('part').exactOptional().describe('Which container of that pod.'),
        'node-of': types.part.exactOptional().describe('The whole node that this pod is on.'),
        for: types.duration.exactOptional().describe('How long; left out, until it is healed.'),
      })
      .refine((args) => (args.part === undefined) === (args.container === undefined), "'part' and 'container' go together")
      .refine((args) => (args.part === undefined) !== (args['node-of'] === undefined), "expected 'part' and 'container', or 'node-of'"),

  async plan(lab, { part = '', container = '', 'node-of': nodePod }) {
    if (nodePod !== undefined) {
      const { node, ...rest } = await nodeTarget(lab, nodePod)
      return { injection: { kind: 'node', node, how: 'frozen' }, ...rest }
    }
    const pod = await podOf(lab, part)
    const { id } = containerOf(pod, container)
    const target = `${pod.name}/${container}`
    const injection = { kind: 'freeze' as const, container: { pod: pod.name, container }, id }
    return { injection, target, ...replicaAmong(lab, pod.name), ...outageOf(lab, pod.name, container) }
  },
})
