import { execFile } from 'node:child_process'
import { isDeepStrictEqual } from 'node:util'
import type { KubernetesObject } from '../../topology/load.ts'
import { builtProgram } from '../../lib/package-files.ts'
import type { Given } from './given-ports.ts'
import type { LabPlan } from './plan.ts'
import { fromRefusal, type Refusal } from './refusal.ts'

/* Plans of a lab that runs already, made by a process of their own: planner.ts says why. */

/** For the objects that the lab in a folder was made from, or for the plan of these. */
export type PlannerRequest = { folder: string } | PlanOrder

export type PlanOrder = Pick<LabPlan, 'lab' | 'folder' | 'programs'> & { given: Given; objects: KubernetesObject[] }

export type PlannerReply = { value: unknown } | { refusal: Refusal }

/** What a reply may be long at most, bytes. */
const MOST_BYTES = 64 * 1024 * 1024

/** The objects that the lab in that folder was made from. Throws `state` where they cannot be read. */
export function objectsApart(folder: string): Promise<KubernetesObject[]> {
  return replyTo<KubernetesObject[]>({ folder })
}

/** Makes plans; one that was just made for the same objects is not made again. Throws `manifest` for what does not fit. */
export function planApart(): (order: PlanOrder) => Promise<LabPlan> {
  let last: { order: PlanOrder; plan: LabPlan } | undefined
  return async (order) => {
    if (last !== undefined && isDeepStrictEqual(last.order, order)) return last.plan
    last = { order, plan: await replyTo<LabPlan>(order) }
    return last.plan
  }
}

async function replyTo<T>(request: PlannerRequest): Promise<T> {
  const reply = JSON.parse(await planner(JSON.stringify(request))) as PlannerReply
  if ('refusal' in reply) throw fromRefusal(reply.refusal, 'The lab cannot be planned')
  return reply.value as T
}

/** Without execa, which the supervisor does not load. Throws where the process fails. */
function planner(input: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const running = execFile(
      process.execPath,
      [builtProgram(import.meta.url, 'runtime/native', 'planner')],
      { maxBuffer: MOST_BYTES },
      (error, stdout) => {
        if (error === null) resolve(stdout)
        else reject(error)
      },
    )
    // One that has ended reads nothing; its end says so.
    running.stdin?.on('error', () => {})
    running.stdin?.end(input)
  })
}
