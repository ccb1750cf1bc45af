import { type Command, Option } from 'commander'
import { adder, examplesOf, type RunCommand } from './adder.ts'
import type { ServeRoomOptions } from './commands/class-serve.ts'
import type { CommonOptions } from './context.ts'
import { languageOption } from './language-option.ts'
import { typedCount } from './option-values.ts'

const load = async () => import('./commands/class.ts')
const loadServe = async () => import('./commands/class-serve.ts')

/** `thanos-lab class ...`: a room of learners, and its teacher. */
export function addClass(program: Command, run: RunCommand): void {
  const room = program
    .command('class')
    .description('show a teacher where the learners of a room are')
    .helpCommand(false)
    .addHelpText('after', examplesOf('class'))
  const add = adder(room)
  add('serve', 'for the teacher: open a room, or go on with it, until Ctrl-C')
    .option('--listen <address>', 'address of this machine that the learners reach', '127.0.0.1')
    .addOption(
      new Option('--port <n>', 'port to listen on (default: the one of the room, else any that is free)').argParser(typedCount(1, 65_535)),
    )
    .option('--new', 'begin another room, with another join link')
    .addOption(languageOption('the page'))
    .action((options: ServeRoomOptions & CommonOptions) =>
      run(options, async (context) => (await loadServe()).answerServe(context, options)),
    )
  add('results', 'for the teacher: print what the room has predicted and measured').action((options) =>
    run(options, async (context) => (await loadServe()).answerResults(context)),
  )
  add('join', "join a room: it gets your name, where you are in a lesson, your predictions and your runs' verdicts; nothing else")
    .argument('<link>', 'the link of the teacher, in quotes')
    .requiredOption('--as <name>', 'the name that the room shows')
    .action((link: string, options: { as: string } & CommonOptions) =>
      run(options, async (context) => (await load()).answerJoin(context, link, options)),
    )
  add('help', 'tell the teacher that you need help')
    .option('--done', 'you need it no more')
    .action((options: { done?: true } & CommonOptions) => run(options, async (context) => (await load()).answerHelp(context, options)))
  add('status', 'show the room that this lab has joined, and what it has not got yet').action((options) =>
    run(options, async (context) => (await load()).answerRoomStatus(context)),
  )
  add('leave', 'leave the room: nothing is sent any more').action((options) =>
    run(options, async (context) => (await load()).answerLeave(context)),
  )
}
