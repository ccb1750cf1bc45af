import { type Command, Option } from 'commander'
import type { CommandContext, CommonOptions } from './context.ts'
import { EXAMPLES } from './examples.ts'
import { typedLabName } from './option-values.ts'

/* What every command of the program is made with. */

/** Runs a command with the options that every command takes. */
export type RunCommand = (options: CommonOptions, command: (context: CommandContext) => Promise<number>) => Promise<void>

export type Add = (usage: string, summary: string) => Command

/** Adds commands with the options that every command takes, and with their examples. */
export function adder(parent: Command): Add {
  const prefix = parent.parent === null ? '' : `${parent.name()} `
  return (name, summary) =>
    withCommonOptions(parent.command(name).description(summary).allowExcessArguments(false)).addHelpText(
      'after',
      examplesOf(`${prefix}${name}`),
    )
}

/** The end of a command's help. */
export function examplesOf(command: string): string {
  return `\nExamples:\n${(EXAMPLES[command] ?? []).map((line) => `  ${line}`).join('\n')}`
}

function withCommonOptions(command: Command): Command {
  return command
    .addOption(withDefault('--name <name>', 'name of the lab', 'thanos-lab', typedLabName))
    .option('--json', 'print one JSON object to stdout')
    .option('--quiet', 'print the answer only, no progress')
    .option('--no-color', 'print without colours (or set NO_COLOR)')
    .option('--ascii', 'draw and print with ASCII only, as on a terminal that is not UTF-8')
    .option('--verbose', 'print the stack trace of an error')
}

/** An option with a default, which help shows as a person would type it. */
export function withDefault(flags: string, summary: string, text: string, parse: (text: string) => unknown = String): Option {
  return new Option(flags, summary).argParser(parse).default(parse(text), text)
}
