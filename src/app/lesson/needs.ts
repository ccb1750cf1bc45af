import { LabError } from '../../lib/errors.ts'
import { plainName } from '../../lesson/names.ts'
import type { Lesson } from '../../model/lesson.ts'
import { skipReason } from '../capabilities.ts'
import type { Context } from '../context.ts'
import { findLab, loadRuntime } from '../labs.ts'

/**
 * Throws `needs-capability` where the learner's lab lacks what a lesson needs: its task could not be done. Where there is no lab yet, or none that can be
 * read, nothing is refused: what `up` will create is not known.
 */
export async function refuseWhereLacking({ name, needs }: Lesson, who: Pick<Context, 'name'>): Promise<void> {
  const lab = needs.length === 0 ? undefined : await findLab(who.name).catch(() => undefined)
  if (lab === undefined) return
  const missing = needs.filter((capability) => !lab.capabilities.has(capability))
  if (missing.length > 0)
    throw new LabError('needs-capability', `The lesson ${plainName(name)} ${skipReason(missing, await loadRuntime(lab.runtime))}`)
}
