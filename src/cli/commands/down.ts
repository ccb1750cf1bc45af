import { takeDown } from '../../app/labs.ts'
import type { CommandContext } from '../context.ts'

/** `thanos-lab down` */
export async function down(context: CommandContext): Promise<number> {
  const { name } = context
  const removed = await takeDown(context)
  context.answer({ schemaVersion: 1, name, removed }, () =>
    removed ? `The lab "${name}" is removed. Its runs are kept: thanos-lab runs` : `There is no lab "${name}".`,
  )
  return 0
}
