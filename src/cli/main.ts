import { CommanderError } from 'commander'
import { writeSync } from 'node:fs'
import { LabError, catalogue, reason } from '../errors.ts'
import { silent } from '../progress.ts'
import type { CommonOptions, Context } from './context.ts'
import { makeProgram } from './program.ts'
import { listenForInterrupts } from './signals.ts'

/** Runs one command line; resolves to its exit code (contract, "Exit codes"). Never throws. */
export async function main(argv: string[]): Promise<number> {
  // What a shell's completion script asks; no command for people.
  if (argv[0] === 'complete' && argv[1] === '--') return complete(argv.slice(2))
  const interrupts = listenForInterrupts()
  let exit = 0
  const program = makeProgram(async (options, command) => {
    const context = await makeContext(options, interrupts.signal)
    exit = await command(context)
  })
  try {
    await program.parseAsync(argv, { from: 'user' })
    return interrupts.exitCode() ?? exit
  } catch (error) {
    return tell(error, { json: argv.includes('--json'), verbose: argv.includes('--verbose') }, interrupts.exitCode())
  } finally {
    interrupts.stop()
  }
}

async function complete(words: string[]): Promise<number> {
  const { completeWords } = await import('./completion/complete.ts')
  print(
    await completeWords(
      makeProgram(async () => {}),
      words,
    ),
  )
  return 0
}

async function makeContext(options: CommonOptions, signal: AbortSignal): Promise<Context> {
  const color = options.color && process.env['NO_COLOR'] === undefined && process.stdout.isTTY
  return {
    ...options,
    color,
    signal,
    progress: await makeProgress(options),
    width: process.stdout.columns ?? 100,
    print,
    answer(object, text) {
      if (options.json) print(`${JSON.stringify(object, null, 2)}\n`)
      else print(`${text().trimEnd()}\n`)
    },
  }
}

async function makeProgress({ quiet }: CommonOptions): Promise<Context['progress']> {
  if (quiet) return silent
  if (process.stderr.isTTY) return (await import('./progress.ts')).terminalProgress()
  return (await import('./plain.ts')).plainProgress((line) => process.stderr.write(`${line}\n`))
}

/** Says what went wrong, on stderr and, with --json, as the one object on stdout; the exit code of it. */
function tell(error: unknown, { json, verbose }: { json: boolean; verbose: boolean }, interrupted: number | undefined): number {
  if (error instanceof CommanderError) {
    // Commander has printed its own sentence; help and version are no errors.
    const exit = error.exitCode === 0 ? 0 : 2
    if (json && exit !== 0)
      print(
        `${JSON.stringify({ schemaVersion: 1, error: { code: 'usage', message: plain(error.message), hint: catalogue.usage.hint, exit } }, null, 2)}\n`,
      )
    return exit
  }
  const known = error instanceof LabError ? error : undefined
  const exit =
    known === undefined
      ? 70
      : known.code === 'interrupted' || (interrupted !== undefined && known.exit !== 5)
        ? (interrupted ?? known.exit)
        : known.exit
  const message = known === undefined ? `This is a bug of thanos-lab: ${reason(error)}` : known.message
  const hint = known?.hint ?? 'thanos-lab doctor --json, and report it with that and the command that you typed'
  process.stderr.write(`${known === undefined ? '' : `${catalogue[known.code].title}.\n`}${message}\n→ ${hint}\n`)
  if (verbose && error instanceof Error)
    process.stderr.write(`${error.stack ?? ''}\n${error.cause instanceof Error ? `caused by ${error.cause.stack ?? ''}\n` : ''}`)
  if (json) print(`${JSON.stringify({ schemaVersion: 1, error: { code: known?.code ?? 'bug', message, hint, exit } }, null, 2)}\n`)
  return exit
}

function plain(message: string): string {
  return message.replace(/^error: /, '')
}

/** All of it, also into a pipe whose reader is slow: a process that ends does not wait for an asynchronous write. */
function print(text: string): void {
  const bytes = Buffer.from(text)
  for (let written = 0; written < bytes.length;) {
    try {
      written += writeSync(1, bytes, written)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EPIPE') return
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error
    }
  }
}
