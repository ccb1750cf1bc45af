import { z } from 'zod'
import { injectionFault } from './define.ts'
import { containerOf, nodeTarget, outageOf, podOf, replicaAmong } from './targets.ts'

interface FreezeArgs {
  part?: string
  container?: string
  'node-of'?: string
}

/** Stands still and holds its connections open, which is worse for those who wait for it than being gone. */
export const freeze = injectionFault({
  name: 'freeze',
  summary: 'Stops every process of a container, or a whole node, without ending it',
  kind: 'freeze',

  args: (kit) =>
    z
      .strictObject({
        part: kit.part.exactOptional().describe('Whose container.'),
        container: kit.containerOf('part').exactOptional().describe('Which container of that pod.'),
        'node-of': kit.part.exactOptional().describe('The whole node that this pod is on.'),
        for: kit.duration.exactOptional().describe('How long; left out, until it is healed.'),
      })
      .refine((args) => (args.part === undefined) === (args.container === undefined), "'part' and 'container' go together")
      .refine((args) => (args.part === undefined) !== (args['node-of'] === undefined), "expected 'part' and 'container', or 'node-of'"),

  async plan(lab, args) {
    const { part = '', container = '', 'node-of': nodePod } = args as FreezeArgs
    if (nodePod !== undefined) {
      const { node, ...rest } = await nodeTarget(lab, args)
      return { injection: { kind: 'node', node, how: 'frozen' }, ...rest }
    }
    const pod = await podOf(lab, part)
    const { id } = containerOf(pod, container)
    const target = `${pod.name}/${container}`
    const disturbance = { kind: 'freeze' as const, container: { pod: pod.name, container }, id }
    return { injection: disturbance, target, ...replicaAmong(lab, pod.name), ...outageOf(lab, pod.name, container) }
  },
})
