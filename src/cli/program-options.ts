import { type Command, InvalidArgumentError, Option } from 'commander'
import { parseDuration } from '../duration.ts'
import type { CommonOptions, Context } from './context.ts'

/** Runs a command with what the command line says for all of them. */
export type Run = (options: CommonOptions, command: (context: Context) => Promise<number>) => Promise<void>

const NAME = /^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$/

/** What every command takes. */
export function withCommonOptions(command: Command): Command {
  return command
    .addOption(new Option('--name <name>', 'the lab').argParser(labName).default('thanos-lab'))
    .option('--json', 'one JSON object on stdout', false)
    .option('--quiet', 'no progress, only the answer', false)
    .option('--no-color', 'no colour (or set NO_COLOR)')
    .option('--verbose', 'say more when something fails', false)
}

/** The value of an option that is a length of time, milliseconds. */
export function durationArg(text: string): number {
  const ms = parseDuration(text)
  if (ms === undefined || ms <= 0) throw new InvalidArgumentError('A duration such as 15s, 1m30s or 500ms.')
  return ms
}

function labName(text: string): string {
  if (NAME.test(text)) return text
  throw new InvalidArgumentError('Small letters, digits and dashes, at most 40, a letter or digit first and last.')
}
