import { writeWhole } from '../../state/files.ts'
import { loadCheckedRun } from '../runs.ts'
import { reports } from '../../catalogue.ts'
import { LabError } from '../../errors.ts'
import type { Context } from '../context.ts'

/** `thanos-lab report [RUN]` */
export async function report(context: Context, which: string | undefined, options: { format: string; output?: string }): Promise<number> {
  const run = await loadCheckedRun(which)
  const format = context.json ? 'json' : options.format
  const entry = reports.find(({ name }) => name === format)
  if (entry === undefined) throw new LabError('usage', `There is no format ${format}`)
  const { render } = await entry.load()
  if (options.output === undefined) {
    context.print(render(run, context))
    return 0
  }
  await writeWhole(options.output, render(run, { color: false, width: context.width }))
  context.progress.say(`Written to ${options.output}`)
  return 0
}
