import { command } from '../../lib/command.ts'
import { findLab } from '../../app/labs.ts'
import { knownFaults } from '../../app/open-faults.ts'
import { statusOf, statusWithoutLab } from '../../app/status.ts'
import type { Lab } from '../../runtime/runtime.ts'
import type { CommandContext } from '../context.ts'
import { statusText } from '../status-text.ts'

/** `thanos-lab status`: 0 where the lab is up, 3 where it is not. */
export async function status(context: CommandContext): Promise<number> {
  const begun = Date.now()
  const lab = await findLab(context.name)
  // It only looks: what starts a lab's programs is typed.
  if (lab?.supervision?.runs() === false)
    context.progress.warn(`The lab's supervisor does not run. → ${command('heal', context.name)} starts the lab's programs again`)
  return answerStatus(context, lab, begun)
}

/** Answers with the state of a lab, in the text followed by what to type next; 0 where it is up, 3 where it is not. `begun` is Unix ms. */
export async function answerStatus(context: CommandContext, lab: Lab | undefined, begun: number, next?: string): Promise<number> {
  await knownFaults(context)
  const answer = lab === undefined ? statusWithoutLab(context.name, begun) : await statusOf(lab, begun)
  context.answer(answer, () => [statusText(answer), ...(next === undefined ? [] : [`Next: ${next}`])].join('\n\n'))
  return answer.lab.state === 'up' ? 0 : 3
}
