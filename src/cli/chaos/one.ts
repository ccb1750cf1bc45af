import { LabError } from '../../errors.ts'
import { prettyReport } from '../../report/pretty.ts'
import type { ScenarioFile } from '../../scenario/read.ts'
import { exitOf } from '../../verdict/exit.ts'
import type { Context } from '../context.ts'
import { command, openLab, withLabLock } from '../labs.ts'
import { lacking, skipReason } from './needs.ts'
import { playOn } from './play-on.ts'

/**
 * Plays one scenario on the context's lab, and answers with the run. Throws `uncleaned` where a fault could not be healed, and
 * `interrupted`; the run is kept all the same.
 */
export async function playOne(context: Context, file: ScenarioFile): Promise<number> {
  const { signal, name } = context
  const { run, unhealed } = await withLabLock(context, 0, async () => {
    const lab = await openLab(name)
    const scenario = file.resolve(lab.settings.scrapeIntervalMs)
    const lacks = await lacking(scenario, lab.abilities)
    if (lacks.length > 0) throw new LabError('needs-ability', `${scenario.name} ${skipReason(lacks, lab.runtime)}: skipped`)
    return playOn(context, lab, scenario)
  })
  if (unhealed.length > 0) throw new LabError('uncleaned', unhealed.join('\n'), { hint: command('heal', name) })
  if (signal.aborted) throw new LabError('interrupted', 'Stopped; every fault is healed', { hint: command('status', name) })
  context.answer(run, () => prettyReport.render(run, context))
  return exitOf(run)
}
