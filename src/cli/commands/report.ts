import { LabError } from '../../lib/errors.ts'
import { reports } from '../../registry.ts'
import { writeOutput } from '../../storage/output.ts'
import { loadRuns } from '../../storage/runs.ts'
import type { CommandContext } from '../context.ts'
import { type LanguageOptions, languageOf } from '../language-option.ts'

/** `thanos-lab report [RUN...]` */
export async function report(
  context: CommandContext,
  which: readonly string[],
  options: { format: string; output?: string; ascii?: true } & LanguageOptions,
): Promise<number> {
  const format = context.json ? 'json' : options.format
  const entry = reports.find(({ name }) => name === format)
  if (entry === undefined) throw new LabError('usage', `There is no format ${format}`, { hint: 'thanos-lab report --help' })
  if (options.lang !== undefined && format !== 'html')
    throw new LabError('usage', `--lang is of --format html: ${format} is English`, {
      hint: `thanos-lab report --format html --lang ${options.lang} -o run.html`,
    })
  const { render, withoutRuns } = await entry.load()
  const deliver = async (text: string) => (options.output === undefined ? context.print(text) : writeOutput(options.output, text))
  const runs = await loadRuns(which).catch(async (error: unknown) => {
    // A CI server reads only the document: without this it would see none, or the one of an earlier run that passed.
    if (error instanceof LabError && withoutRuns !== undefined) await deliver(withoutRuns(`${error.message} (${error.hint})`))
    throw error
  })
  // A file is UTF-8, whatever the terminal is.
  const { color, width, ascii } = context
  const to = options.output === undefined ? { color, width, ascii } : { color: false, width, ascii: options.ascii === true }
  await deliver(render(runs, { ...to, language: languageOf(options) }))
  if (options.output !== undefined) context.progress.say(`Written to ${options.output}`)
  return 0
}
