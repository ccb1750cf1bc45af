import { CommanderError } from 'commander'
import { catalogue, type ErrorCode, LabError, reason } from '../lib/errors.ts'
import { print } from './output.ts'

/** What went wrong, for a person and for a program. */
export interface Told {
  code: ErrorCode | 'bug'
  message: string
  hint: string
  exit: number
  /** What kind of thing it is, in a sentence; none for a bug. */
  title?: string
}

/** Whatever was thrown, as it is told; `interrupted` is the exit code of a signal that came before. */
export function told(error: unknown, interrupted: number | undefined): Told {
  const known = labErrorOf(error, interrupted)
  if (known === undefined) return { code: 'bug', ...bug(error), exit: 70 }
  const { code, message, hint } = known
  // A bug comes before all else (contract, "Exit codes"), and what is not healed before what stopped the command.
  const yields = code === 'interrupted' || interrupted === 70 || known.exit !== 5
  const exit = yields ? (interrupted ?? known.exit) : known.exit
  return { code, message, hint, exit, title: `${catalogue[code].title}.` }
}

/** What to say of a bug of the lab, and what to type. */
export function bug(error: unknown): { message: string; hint: string } {
  return {
    message: `This is a bug of thanos-lab: ${reason(error)}`,
    hint: 'thanos-lab doctor --json, and report it with that and the command that you typed',
  }
}

/** Says what went wrong, on stderr and, with --json, as the one object on stdout; the exit code of it. */
export function tell(error: unknown, { json, verbose }: { json: boolean; verbose: boolean }, interrupted: number | undefined): number {
  if (error instanceof CommanderError) return tellUsage(error, json)
  const { title, ...what } = told(error, interrupted)
  print(`${title === undefined ? '' : `${title}\n`}${what.message}\n→ ${what.hint}\n`, 'stderr')
  if (verbose) print(stacks(error), 'stderr')
  if (json) printError(what)
  return what.exit
}

/** Where in the code it was thrown, with its cause. */
export function stacks(error: unknown): string {
  if (!(error instanceof Error)) return ''
  return `${error.stack ?? ''}\n${error.cause instanceof Error ? `caused by ${error.cause.stack ?? ''}\n` : ''}`
}

/** What stops at the signal by itself says so in its own way. */
function labErrorOf(error: unknown, interrupted: number | undefined): LabError | undefined {
  if (error instanceof LabError) return error
  const stopped = interrupted !== undefined && error instanceof Error && error.name === 'AbortError'
  return stopped ? new LabError('interrupted', 'Stopped', { cause: error }) : undefined
}

/** Commander has printed its own sentence already. */
function tellUsage({ message }: CommanderError, json: boolean): number {
  const { exit, hint } = catalogue.usage
  if (json) printError({ code: 'usage', message: message.replace(/^error: /, ''), hint, exit })
  return exit
}

function printError(error: { code: string; message: string; hint: string; exit: number }): void {
  try {
    print(`${JSON.stringify({ schemaVersion: 1, error }, null, 2)}\n`)
  } catch {
    // stdout cannot be written to: stderr has it
  }
}
