import { exitOf, runOne } from '../../app/run-scenario.ts'
import { runSuite } from '../../app/run-suite.ts'
import { ALL } from '../../scenario/names.ts'
import { selectedScenarios, shuffled } from '../../app/select-scenarios.ts'
import { LabError } from '../../lib/errors.ts'
import { prettyRun } from '../../report/pretty/pretty.ts'
import type { ScenarioFile } from '../../scenario/parse.ts'
import type { CommandContext } from '../context.ts'
import { suiteRunLine, suiteText } from '../suite-table.ts'
import { whileDrawing } from '../growing.ts'
import { printScenarios } from './scenario.ts'

export interface ChaosOptions {
  list?: boolean
  failFast?: boolean
  /** The seed. */
  shuffle?: string
}

/** `thanos-lab chaos SCENARIO...`, `chaos all`, `chaos --list`. One scenario answers with its run, several with a table. */
export async function chaos(context: CommandContext, wanted: string[], options: ChaosOptions): Promise<number> {
  if (options.list === true) return printScenarios(context)
  if (wanted.length === 0) throw new LabError('usage', 'Name a scenario, a scenario file, or all', { hint: 'thanos-lab chaos --list' })
  // A file with a mistake is refused before a lab is looked for.
  const files = await selectedScenarios(wanted)
  const [only] = files
  if (only !== undefined && files.length === 1 && !wanted.includes(ALL)) return answerOne(context, only)
  const { shuffle: seed, failFast = false } = options
  return answerSeveral(context, seed === undefined ? files : shuffled(files, seed), { failFast, ...(seed === undefined ? {} : { seed }) })
}

/** Runs one scenario and answers with its run, also where it could not be saved: 3 then. */
export async function answerOne(context: CommandContext, file: ScenarioFile): Promise<number> {
  const { run, unsaved } = await whileDrawing(context, () => runOne(context, file))
  context.answer(run, () => prettyRun(run, context))
  return unsaved === undefined ? exitOf(run) : context.complain(unsaved)
}

async function answerSeveral(
  context: CommandContext,
  files: ScenarioFile[],
  options: { failFast: boolean; seed?: string },
): Promise<number> {
  const { answer, repair } = await whileDrawing(context, () =>
    runSuite(context, files, {
      ...options,
      onFinished: (run, done, total) => context.progress.say(`${suiteRunLine(run)} (${done} of ${total})`),
    }),
  )
  context.answer(answer, () => suiteText(answer, repair, context.color))
  return answer.exit
}
