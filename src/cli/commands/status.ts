import { command } from '../../lib/command.ts'
import { findLab } from '../../app/labs.ts'
import { knownFaults } from '../../app/open-faults.ts'
import { statusOfWhole, statusOf, statusWithoutLab } from '../../app/status.ts'
import type { LabStatus } from '../../model/answers.ts'
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
  await knownFaults(context)
  return answerStatus(context, lab === undefined ? statusWithoutLab(context.name, begun) : await statusOf(lab, begun))
}

/** Answers of a lab that was just seen to be whole; `begun` is Unix ms, `next` the command to type next. */
export async function answerWholeLab(context: CommandContext, lab: Lab, begun: number, next: string): Promise<number> {
  await knownFaults(context)
  return answerStatus(context, await statusOfWhole(lab, begun, context), next)
}

/** Answers with the state of a lab, in the text followed by what to type next; 0 where it is up, 3 where it is not. */
function answerStatus(context: CommandContext, answer: LabStatus, next?: string): number {
  context.answer(answer, () => [statusText(answer), ...(next === undefined ? [] : [`Next: ${next}`])].join('\n\n'))
  return answer.lab.state === 'up' ? 0 : 3
}
