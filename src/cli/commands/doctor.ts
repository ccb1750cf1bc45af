import { loadAll, runtimes } from '../../catalogue.ts'
import { type DoctorAnswer, nextCommand } from '../../doctor/answer.ts'
import { canRun } from '../../doctor/can-run.ts'
import { machineChecks } from '../../doctor/checks.ts'
import { examine } from '../../doctor/examine.ts'
import { thisMachine } from '../../doctor/machine.ts'
import { cacheHome, stateHome } from '../../state/paths.ts'
import type { Context } from '../context.ts'
import { doctorText } from '../doctor-text.ts'
import { skipsOf } from '../skips.ts'

/** `thanos-lab doctor`: 0 where a runtime can run here, 3 where none can. Changes nothing. */
export async function doctor(context: Context): Promise<number> {
  const machine = thisMachine({ state: stateHome(), cache: cacheHome() })
  const checks = await examine(machine, machineChecks)
  const able = await Promise.all((await loadAll(runtimes)).map((runtime) => canRun(runtime, machine, machineChecks, checks)))
  const runtimesSkipping = await Promise.all(able.map(async (runtime) => ({ ...runtime, skips: await skipsOf(runtime) })))
  const answer: DoctorAnswer = { schemaVersion: 1, runtimes: runtimesSkipping, checks, next: nextCommand(able, checks) }
  context.answer(answer, () => doctorText(answer, context.color))
  return able.some(({ ok }) => ok) ? 0 : 3
}
