import { z } from 'zod'
import type { Evidence } from '../journal.ts'
import type { ContainerState } from '../model.ts'
import type { Lab } from '../runtime/runtime.ts'
import { ROLL_OUT_MS, containerPath, edit, rolledBack, workload } from './changing.ts'
import { disturbing } from './disturbing.ts'

interface StarveArgs {
  part: string
  container: string
  memory: string
}

/** A memory limit below what the container needs: the kernel ends it as soon as it is reached, again and again. */
export const starve = disturbing({
  name: 'starve',
  summary: 'Gives a container less memory than it needs',
  kind: 'change',
  needs: ['limits'],
  proofMs: ROLL_OUT_MS,

  args: (kit) =>
    z.strictObject({
      part: z.enum(['prometheus', 'thanos-query']).describe('The workload.'),
      container: kit.container.describe('The container of it.'),
      memory: z
        .string()
        .regex(/^\d+(Ki|Mi|Gi)$/, 'expected an amount such as 24Mi')
        .describe('Its limit, as Kubernetes writes it.'),
      for: kit.duration.exactOptional().describe('How long; left out, until it is healed.'),
    }),

  async plan(lab, args) {
    const { part, container, memory } = args as unknown as StarveArgs
    const object = workload(part)
    const path = [...(await containerPath(lab, object, container)), 'resources']
    const changed = await edit(lab, object, path, () => ({ requests: { memory }, limits: { memory } }))
    return { disturbance: { kind: 'change', edits: [changed] }, target: `${part}/${container}` }
  },

  effect: (lab, args, since) => ended(lab, args as unknown as StarveArgs, since),
  settled: rolledBack,
})

/** Its end by the kernel is SIGKILL (137), and told as such by the runtime; one from before the limit, or for another reason, is no proof. */
async function ended(lab: Lab, { part, container }: StarveArgs, since: number): Promise<Evidence> {
  const pods = (await lab.pods()).filter(({ app }) => app === part)
  const starved = pods.find((pod) => pod.containers.some((one) => one.name === container && isStarved(one, since)))
  if (starved === undefined) return { proven: false, detail: `no ${container} of ${part} was ended for want of memory yet` }
  const detail = `${container} of ${starved.name} was ended for want of memory (OOMKilled, 137)`
  return { proven: true, detail, facts: { pod: starved.name, exitCode: 137 } }
}

/** Kubernetes gives ends in whole seconds. */
function isStarved({ lastExit }: ContainerState, since: number): boolean {
  return lastExit?.code === 137 && lastExit.reason === 'OOMKilled' && lastExit.at >= Math.floor(since / 1000) * 1000
}
