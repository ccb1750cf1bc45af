import type { Context } from '../../app/context.ts'
import { findLab, withLabLock } from '../../app/labs.ts'
import { forgetLab } from '../../storage/labs.ts'

/** How long `down` waits for another command to let go of the lab. */
const WAIT_MS = 30_000

/** `thanos-lab down` */
export async function down(context: Context): Promise<number> {
  const removed = await takeDown(context)
  const answer = { schemaVersion: 1, name: context.name, removed }
  context.answer(answer, () => (removed ? `The lab "${context.name}" is gone; its runs are kept.` : `There is no lab "${context.name}".`))
  return 0
}

/** Removes the lab of the context's name; false where there was none. */
export async function takeDown(context: Context): Promise<boolean> {
  return withLabLock(context, WAIT_MS, async () => {
    const lab = await findLab(context.name)
    await lab?.down(context.progress)
    await forgetLab(context.name)
    return lab !== undefined
  })
}
