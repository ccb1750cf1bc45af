import { command } from '../../lib/command.ts'
import { bringUp, type UpOptions } from '../../app/labs.ts'
import type { CommandContext } from '../context.ts'

/** What only the answer needs is loaded while the lab's programs start: earlier, it would make them start later. */
const loadAnswer = () => import('./status.ts')

/** `thanos-lab up`: 0 where the lab is up, 3 where it is not. */
export async function up(context: CommandContext, options: UpOptions): Promise<number> {
  const begun = Date.now()
  const lab = await bringUp(context, options, () => void loadAnswer())
  const { answerWholeLab } = await loadAnswer()
  return answerWholeLab(context, lab, begun, command('chaos kill-replica', context.name))
}
