import { LabError } from '../../lib/errors.ts'
import { reports } from '../../registry.ts'
import { writeFileAtomically } from '../../storage/files.ts'
import { loadRun } from '../../storage/runs.ts'
import type { CommandContext } from '../context.ts'

/** `thanos-lab report [RUN]` */
export async function report(
  context: CommandContext,
  which: string | undefined,
  options: { format: string; output?: string },
): Promise<number> {
  const run = await loadRun(which)
  const format = context.json ? 'json' : options.format
  const entry = reports.find(({ name }) => name === format)
  if (entry === undefined) throw new LabError('usage', `There is no format ${format}`, { hint: 'thanos-lab report --help' })
  const { render } = await entry.load()
  if (options.output === undefined) {
    context.print(render(run, context))
    return 0
  }
  await writeFileAtomically(options.output, render(run, { color: false, width: context.width }))
  context.progress.say(`Written to ${options.output}`)
  return 0
}
