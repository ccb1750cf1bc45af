import { join } from 'node:path'
import { command } from '../../lib/command.ts'
import { labFolder } from '../../storage/paths.ts'
import { readStateFile } from '../../storage/state-file.ts'
import { foreignIn } from './plan-paths.ts'
import type { LabPlan } from './plan.ts'

/** Where the plan of the lab in that folder is kept. Without it nobody starts the lab's supervisor again. */
export function planFile(folder: string): string {
  return join(folder, 'plan.json')
}

/** The plan in a lab's folder; undefined where there is none. Throws `state`. */
export function readPlan(name: string): Promise<LabPlan | undefined> {
  const folder = labFolder(name)
  return readStateFile(planFile(folder), async () => schemaIn(folder), {
    lost: `The ports of the lab "${name}" are lost.`,
    hint: `${command('up', name)}, which starts the lab's programs again`,
  })
}

async function schemaIn(folder: string) {
  const { planSchema } = await import('./plan-schema.ts')
  return planSchema.superRefine((plan, { addIssue }) => {
    const message = foreignIn(plan, folder)
    if (message !== undefined) addIssue({ code: 'custom', message })
  })
}
