import { CommanderError } from 'commander'
import { LabError, catalogue, reason } from '../errors.ts'
import { print } from './print.ts'

/** Says what went wrong, on stderr and, with --json, as the one object on stdout; the exit code of it. */
export function tell(error: unknown, { json, verbose }: { json: boolean; verbose: boolean }, interrupted: number | undefined): number {
  if (error instanceof CommanderError) return tellUsage(error, json)
  const known = error instanceof LabError ? error : undefined
  const exit =
    known === undefined
      ? 70
      : known.code === 'interrupted' || (interrupted !== undefined && known.exit !== 5)
        ? (interrupted ?? known.exit)
        : known.exit
  const message = known === undefined ? `This is a bug of thanos-lab: ${reason(error)}` : known.message
  const hint = known?.hint ?? 'thanos-lab doctor --json, and report it with that and the command that you typed'
  print(`${known === undefined ? '' : `${catalogue[known.code].title}.\n`}${message}\n→ ${hint}\n`, 'stderr')
  if (verbose && error instanceof Error)
    print(`${error.stack ?? ''}\n${error.cause instanceof Error ? `caused by ${error.cause.stack ?? ''}\n` : ''}`, 'stderr')
  if (json) printError({ code: known?.code ?? 'bug', message, hint, exit })
  return exit
}

/** Commander has printed its own sentence already. */
function tellUsage({ message }: CommanderError, json: boolean): number {
  const { exit, hint } = catalogue.usage
  if (json) printError({ code: 'usage', message: message.replace(/^error: /, ''), hint, exit })
  return exit
}

function printError(error: { code: string; message: string; hint: string; exit: number }): void {
  print(`${JSON.stringify({ schemaVersion: 1, error }, null, 2)}\n`)
}
