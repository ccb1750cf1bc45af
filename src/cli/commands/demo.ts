import { LabError, reason } from '../../errors.ts'
import { askedScenarios } from '../chaos/asked.ts'
import { playOne } from '../chaos/one.ts'
import type { Context } from '../context.ts'
import { command } from '../labs.ts'
import type { UpOptions } from '../settings.ts'
import { takeDown } from './down.ts'
import { bringUp } from './up.ts'

/** `thanos-lab demo`: the main job, on a lab of its own that is gone afterwards, whatever happens. */
export async function demo(context: Context, options: UpOptions): Promise<number> {
  const [scenario] = await askedScenarios(['kill-replica'])
  if (scenario === undefined) throw new Error('the package has no kill-replica')
  const own = { ...context, name: `demo-${Date.now().toString(36)}` }
  try {
    await bringUp(own, options)
    return await playOne(own, scenario)
  } finally {
    await takeDown(own).catch((error: unknown) => {
      throw new LabError('uncleaned', `The demo's lab "${own.name}" is still there: ${reason(error)}`, {
        hint: command('down', own.name),
        cause: error,
      })
    })
  }
}
