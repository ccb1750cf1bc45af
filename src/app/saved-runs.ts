import { LabError } from '../lib/errors.ts'
import { runSchema } from '../model/run-schema.ts'
import type { Run } from '../model/run.ts'
import { loadRun } from '../storage/runs.ts'

/** A kept run whose every part has been looked at. Throws `no-run` where it is not one, with what does not fit. */
export async function loadCheckedRun(which: string | undefined): Promise<Run> {
  const run = await loadRun(which)
  const checked = runSchema.safeParse(run)
  if (checked.success) return run
  const [issue] = checked.error.issues
  throw new LabError('no-run', `${which ?? run.id} is not a run of this version of thanos-lab: ${issue?.path.join('.')}: ${issue?.message}`)
}
