import { text } from 'node:stream/consumers'
import type { KubernetesObject, Manifest } from '../../topology/load.ts'
import { readTopology } from '../../topology/read.ts'
import { portsIn } from './given-ports.ts'
import { makePlan } from './make-plan.ts'
import { readObjects } from './objects.ts'
import type { LabPlan } from './plan.ts'
import type { PlannerReply, PlannerRequest } from './planning.ts'
import { portFinder } from './ports.ts'
import { toRefusal } from './refusal.ts'

/*
 * A process for one reply: it reads a PlannerRequest on stdin, writes a PlannerReply to stdout, and ends. What it loads for that (zod, and the
 * topology's modules) takes 7 MiB, which the supervisor would keep for as long as the lab runs.
 */

async function answer(request: PlannerRequest): Promise<LabPlan | KubernetesObject[]> {
  if (!('objects' in request)) return readObjects(request.folder)
  const { lab, folder, programs, given, objects } = request
  return makePlan({ lab, folder, programs, given, topology: readTopology(objects.map(unwritten)), freePort: portFinder(portsIn(given)) })
}

/** An object that stands in no file any more. */
function unwritten(object: KubernetesObject): Manifest {
  const here = () => ({ file: `${object.kind} ${object.metadata.name}, as changed`, line: 1, column: 1 })
  return { object, source: { value: object, at: here, inside: here } }
}

const reply: PlannerReply = await answer(JSON.parse(await text(process.stdin)) as PlannerRequest).then(
  (value) => ({ value }),
  (error: unknown) => ({ refusal: toRefusal(error) }),
)
process.stdout.write(JSON.stringify(reply))
