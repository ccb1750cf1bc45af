import { CommanderError } from 'commander'
import { catalogue, type ErrorReport, reportOf } from '../lib/errors.ts'
import { redacted } from '../lib/redact.ts'
import { printText } from './charset.ts'
import { print } from './output.ts'

export interface PrintOptions {
  json: boolean
  verbose: boolean
  ascii: boolean
  /** The lab that the command is about. */
  name: string
  /** The command that prints the help of the command. */
  help: string
}

/** Prints an error to stderr and, with `--json`, as the one object to stdout; returns its exit code. */
export function printError(error: unknown, options: PrintOptions, interrupted: number | undefined): number {
  if (error instanceof CommanderError) return printUsageError(error, options)
  const { json, verbose, ascii } = options
  const { title, ...report } = reportOf(error, interrupted, options.name)
  printText(`${title === undefined ? '' : `${title}\n`}${report.message}\n→ ${report.hint}\n`, 'stderr', ascii)
  if (verbose) printText(stacks(error), 'stderr', ascii)
  if (json) printJson(report)
  return report.exit
}

/** The stack of an error, and of its cause; without credentials. */
export function stacks(error: unknown): string {
  if (!(error instanceof Error)) return ''
  return redacted(`${error.stack ?? ''}\n${error.cause instanceof Error ? `caused by ${error.cause.stack ?? ''}\n` : ''}`)
}

/** Commander has printed its message, or the help where no command was named. */
function printUsageError({ code, message }: CommanderError, { json, help, ascii }: PrintOptions): number {
  const { exit } = catalogue.usage
  printText(`→ ${help}\n`, 'stderr', ascii)
  const isHelp = code === 'commander.help'
  if (json)
    printJson({ code: 'usage', message: isHelp ? 'No command is named' : redacted(message.replace(/^error: /, '')), hint: help, exit })
  return exit
}

function printJson(error: ErrorReport): void {
  try {
    print(`${JSON.stringify({ schemaVersion: 1, error }, null, 2)}\n`)
  } catch {
    // stdout cannot be written to; the error stands on stderr.
  }
}
