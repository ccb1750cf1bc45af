import { skipsOf } from '../../app/capabilities.ts'
import { nextCommand } from '../../doctor/answer.ts'
import { thisMachine } from '../../doctor/check.ts'
import { examine, machineChecks } from '../../doctor/examine.ts'
import { canRun } from '../../doctor/runtimes.ts'
import type { DoctorAnswer } from '../../model/answers.ts'
import { loadAll, runtimes } from '../../registry.ts'
import { cacheHome, stateHome } from '../../storage/paths.ts'
import { doctorText } from '../doctor-text.ts'
import type { CommandContext } from '../context.ts'

/** `thanos-lab doctor`: 0 where a runtime can run here, 3 where none can. Changes nothing. */
export async function doctor(context: CommandContext): Promise<number> {
  const machine = thisMachine({ state: stateHome(), cache: cacheHome() })
  const checks = await examine(machine, machineChecks)
  const states = await Promise.all(
    (await loadAll(runtimes)).map(async (runtime) => ({
      ...(await canRun(runtime, machine, machineChecks, checks)),
      skips: await skipsOf(runtime),
    })),
  )
  const answer: DoctorAnswer = { schemaVersion: 1, runtimes: states, checks, next: nextCommand(states, checks) }
  context.answer(answer, () => doctorText(answer, context.color))
  return states.some(({ ok }) => ok) ? 0 : 3
}
