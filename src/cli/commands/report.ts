import { LabError } from '../../lib/errors.ts'
import { reports } from '../../registry.ts'
import { writeFileAtomically } from '../../storage/files.ts'
import { loadRuns } from '../../storage/runs.ts'
import type { CommandContext } from '../context.ts'

/** `thanos-lab report [RUN...]` */
export async function report(
  context: CommandContext,
  which: readonly string[],
  options: { format: string; output?: string },
): Promise<number> {
  const runs = await loadRuns(which)
  const format = context.json ? 'json' : options.format
  const entry = reports.find(({ name }) => name === format)
  if (entry === undefined) throw new LabError('usage', `There is no format ${format}`, { hint: 'thanos-lab report --help' })
  const { render } = await entry.load()
  if (options.output === undefined) {
    context.print(render(runs, context))
    return 0
  }
  await writeFileAtomically(options.output, render(runs, { color: false, width: context.width }))
  context.progress.say(`Written to ${options.output}`)
  return 0
}
