import { type Command, Option } from 'commander'
import { runtimes } from '../registry.ts'
import { type Add, adder, examplesOf, type RunCommand } from './adder.ts'
import type { CheckAllOptions } from './commands/lesson.ts'
import type { CommonOptions } from './context.ts'
import { type LanguageOptions, languageOption } from './language-option.ts'
import { repeatedOption } from './option-values.ts'

const load = async () => import('./commands/lesson.ts')

/** `thanos-lab lesson ...`: the workshop. */
export function addLesson(program: Command, run: RunCommand): void {
  const lesson = program
    .command('lesson')
    .description('learn by predicting, running, looking and explaining')
    .helpCommand(false)
    .addHelpText('after', examplesOf('lesson'))
  const add = adder(lesson)
  const addSpoken: Add = (name, summary) => add(name, summary).addOption(languageOption('the lesson'))
  addSpoken('list', 'list the lessons, and where you stand').action((options: LanguageOptions & CommonOptions) =>
    run(options, async (context) => (await load()).answerList(context, options)),
  )
  addSpoken('start', 'begin a lesson, or go on with it')
    .argument('[lesson]', 'a name (see lesson list) or a file such as ./mine.md (default: the one to go on with)')
    .action((name: string | undefined, options: LanguageOptions & CommonOptions) =>
      run(options, async (context) => (await load()).answerStart(context, name, options)),
    )
  addSpoken('next', 'show the next screen')
    .option('--predict <id=value>', 'lock a prediction first: a number, or the number of a choice; may be repeated', repeatedOption)
    .action((options: { predict?: string[] } & LanguageOptions & CommonOptions) =>
      run(options, async (context) => (await load()).answerNext(context, options)),
    )
  addSpoken('check', 'check whether the step on the screen has had its effect').action((options: LanguageOptions & CommonOptions) =>
    run(options, async (context) => (await load()).answerCheck(context, options)),
  )
  addSpoken('hint', 'show a hint for the step on the screen; each time a clearer one').action((options: LanguageOptions & CommonOptions) =>
    run(options, async (context) => (await load()).answerHint(context, options)),
  )
  addSpoken('reset', 'begin a lesson again; saved runs are kept')
    .argument('[lesson]', 'a name (default: the current one)')
    .option('--all', 'begin all lessons again, also where the progress cannot be read')
    .action((name: string | undefined, options: { all?: boolean } & LanguageOptions & CommonOptions) =>
      run(options, async (context) => (await load()).answerReset(context, name, options)),
    )
  add('check-all', 'for authors: try every lesson as a learner would, untouched, with a wrong solution, and with its own')
    .argument('[lesson...]', 'names, or files (default: all)')
    .addOption(
      new Option('--runtime <runtime>', 'where the lab runs')
        .choices(['auto', ...runtimes.map(({ name }) => name)])
        .default('auto', 'auto'),
    )
    .option('-o, --output <file>', 'write what the terminal has shown to a file')
    .action((names: string[], options: CheckAllOptions & CommonOptions) =>
      run(options, async (context) => (await load()).answerCheckAll(context, names, options)),
    )
}
