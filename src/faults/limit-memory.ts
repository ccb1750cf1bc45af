import { z } from 'zod'
import type { ContainerState } from '../model/lab.ts'
import type { Evidence } from '../model/run.ts'
import type { Lab } from '../runtime/runtime.ts'
import { containerPath, edit, ROLL_OUT_MS, rolledBack, workload } from './config-edit.ts'
import { injectionFault } from './define.ts'

interface LimitMemoryArgs {
  part: string
  container: string
  memory: string
}

/** A memory limit below what the container needs: the kernel ends it as soon as it is reached, again and again. */
export const limitMemory = injectionFault({
  name: 'limit-memory',
  summary: 'Gives a container less memory than it needs',
  kind: 'change',
  needs: ['memory-limit'],
  verifyMs: ROLL_OUT_MS,

  args: (kit) =>
    z.strictObject({
      part: z.enum(['prometheus', 'thanos-query']).describe('The workload.'),
      container: kit.containerOf('part').describe('The container of it.'),
      memory: z
        .string()
        .regex(/^\d+(Ki|Mi|Gi)$/, 'expected an amount such as 24Mi')
        .describe('Its limit, as Kubernetes writes it.'),
      for: kit.duration.exactOptional().describe('How long; left out, until it is healed.'),
    }),

  async plan(lab, args) {
    const { part, container, memory } = args as unknown as LimitMemoryArgs
    const object = workload(part)
    const path = [...(await containerPath(lab, object, container)), 'resources']
    const changed = await edit(lab, object, path, () => ({ requests: { memory }, limits: { memory } }))
    return { injection: { kind: 'change', edits: [changed] }, target: `${part}/${container}` }
  },

  effect: (lab, args, since) => ended(lab, args as unknown as LimitMemoryArgs, since),
  recovered: rolledBack,
})

/** Its end by the kernel is SIGKILL (137), and told as such by the runtime; one from before the limit, or for another reason, is no proof. */
async function ended(lab: Lab, { part, container }: LimitMemoryArgs, since: number): Promise<Evidence> {
  const pods = (await lab.pods()).filter(({ app }) => app === part)
  const starved = pods.find((pod) => pod.containers.some((one) => one.name === container && isStarved(one, since)))
  if (starved === undefined) return { verified: false, detail: `no ${container} of ${part} was ended for want of memory yet` }
  const detail = `${container} of ${starved.name} was ended for want of memory (OOMKilled, 137)`
  return { verified: true, detail, facts: { pod: starved.name, exitCode: 137 } }
}

/** Kubernetes gives ends in whole seconds. */
function isStarved({ lastExit }: ContainerState, since: number): boolean {
  return lastExit?.code === 137 && lastExit.reason === 'OOMKilled' && lastExit.at >= Math.floor(since / 1000) * 1000
}
