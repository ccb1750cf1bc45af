import { z } from 'zod'
import type { ContainerState } from '../model/lab.ts'
import type { Evidence } from '../model/run.ts'
import type { Lab } from '../runtime/runtime.ts'
import { containerPath, edit, ROLL_OUT_MS, rolledBack, workload } from './config-edit.ts'
import { injectionFault } from './define.ts'

/** A memory limit below what the container needs: the kernel ends it as soon as it is reached, again and again. */
export const limitMemory = injectionFault({
  name: 'limit-memory',
  summary: 'Gives a container less memory than it needs',
  kind: 'change',
  needs: ['memory-limit'],
  verifyMs: ROLL_OUT_MS,

  args: (types) =>
    z.strictObject({
      part: types.workload.describe('The workload.'),
      container: types.containerOf('part').describe('The container of it.'),
      memory: z
        .string()
        .regex(/^\d+(Ki|Mi|Gi)$/, 'expected an amount such as 24Mi')
        .describe('Its limit, as Kubernetes writes it.'),
      for: types.duration.exactOptional().describe('How long; left out, until it is healed.'),
    }),

  async plan(lab, { part, container, memory }) {
    const object = workload(part)
    const path = [...(await containerPath(lab, object, container)), 'resources']
    const changed = await edit(lab, object, path, () => ({ requests: { memory }, limits: { memory } }))
    return { injection: { kind: 'change', edits: [changed] }, target: `${part}/${container}` }
  },

  effect: (lab, args, since) => oomKilled(lab, args, since),
  recovered: rolledBack,
})

/** The kernel ends it with SIGKILL (137), and the runtime says OOMKilled; an end before the limit, or for another reason, is no evidence. */
async function oomKilled(lab: Lab, { part, container }: { part: string; container: string }, since: number): Promise<Evidence> {
  const pods = (await lab.pods()).filter(({ app }) => app === part)
  const killed = pods.find((pod) => pod.containers.some((one) => one.name === container && isOomKilled(one, since)))
  if (killed === undefined) return { verified: false, detail: `no ${container} of ${part} was killed for lack of memory yet` }
  const detail = `${container} of ${killed.name} was killed for lack of memory (OOMKilled, 137)`
  return { verified: true, detail, facts: { pod: killed.name, exitCode: 137 } }
}

/** Kubernetes gives ends in whole seconds. */
function isOomKilled({ lastExit }: ContainerState, since: number): boolean {
  return lastExit?.code === 137 && lastExit.reason === 'OOMKilled' && lastExit.at >= Math.floor(since / 1000) * 1000
}
