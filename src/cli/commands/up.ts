import { bringUp, command, type UpOptions } from '../../app/labs.ts'
import { knownFaults } from '../../app/open-faults.ts'
import { statusOf } from '../../app/status.ts'
import type { CommandContext } from '../context.ts'
import { statusText } from '../status-text.ts'

/** `thanos-lab up`: 0 where the lab is up, 3 where it is not. */
export async function up(context: CommandContext, options: UpOptions): Promise<number> {
  const begun = Date.now()
  const lab = await bringUp(context, options)
  await knownFaults(context)
  const status = await statusOf(lab, begun)
  context.answer(status, () => `${statusText(status)}\n\nNext: ${command('chaos kill-replica', context.name)}`)
  return status.lab.state === 'up' ? 0 : 3
}
