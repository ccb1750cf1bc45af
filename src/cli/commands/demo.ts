import { LabError, reason } from '../../errors.ts'
import { findScenario } from '../../scenario/find.ts'
import { readScenario } from '../../scenario/read.ts'
import { prettyReport } from '../../report/pretty.ts'
import type { Context } from '../context.ts'
import { command, openLab, withLabLock } from '../labs.ts'
import type { UpOptions } from '../settings.ts'
import { playOn, scenarioCatalogue } from './chaos.ts'
import { takeDown } from './down.ts'
import { bringUp } from './up.ts'

/** `thanos-lab demo`: the main job, on a lab of its own that is gone afterwards, whatever happens. */
export async function demo(context: Context, options: UpOptions): Promise<number> {
  const own = { ...context, name: `demo-${Date.now().toString(36)}` }
  try {
    await bringUp(own, options)
    const file = readScenario(await findScenario('kill-replica'), await scenarioCatalogue())
    const { run, exit } = await withLabLock(own, 0, async () => playOn(own, await openLab(own.name), file))
    context.answer(run, () => prettyReport.render(run, context))
    return exit
  } finally {
    await takeDown(own).catch((error: unknown) => {
      throw new LabError('uncleaned', `The demo's lab "${own.name}" is still there: ${reason(error)}`, {
        hint: command('down', own.name),
        cause: error,
      })
    })
  }
}
