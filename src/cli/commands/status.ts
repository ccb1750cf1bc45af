import { findLab } from '../../app/labs.ts'
import { knownFaults } from '../../app/open-faults.ts'
import { statusOf, statusWithoutLab } from '../../app/status.ts'
import type { CommandContext } from '../context.ts'
import { statusText } from '../status-text.ts'

/** `thanos-lab status`: 0 where the lab is up, 3 where it is not. */
export async function status(context: CommandContext): Promise<number> {
  const begun = Date.now()
  const lab = await findLab(context.name)
  await knownFaults(context)
  const answer = lab === undefined ? statusWithoutLab(context.name, begun) : await statusOf(lab, begun)
  context.answer(answer, () => statusText(answer))
  return answer.lab.state === 'up' ? 0 : 3
}
