import type { Context } from '../../app/context.ts'
import { command, type UpOptions } from '../../app/labs.ts'
import { runOne } from '../../app/run-scenario.ts'
import { selectedScenarios } from '../../app/select-scenarios.ts'
import { LabError, reason } from '../../lib/errors.ts'
import { takeDown } from './down.ts'
import { bringUp } from './up.ts'

/** `thanos-lab demo`: the main job, on a lab of its own that is gone afterwards, whatever happens. */
export async function demo(context: Context, options: UpOptions): Promise<number> {
  const [scenario] = await selectedScenarios(['kill-replica'])
  if (scenario === undefined) throw new Error('the package has no kill-replica')
  const own = { ...context, name: `demo-${Date.now().toString(36)}` }
  try {
    await bringUp(own, options)
    return await runOne(own, scenario)
  } finally {
    await takeDown(own).catch((error: unknown) => {
      throw new LabError('uncleaned', `The demo's lab "${own.name}" is still there: ${reason(error)}`, {
        hint: command('down', own.name),
        cause: error,
      })
    })
  }
}
