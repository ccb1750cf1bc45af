import type { Context } from '../app/context.ts'
import { silent } from '../lib/progress.ts'
import { plainProgress, print } from './output.ts'
import type { Interrupts } from './signals.ts'

/** Options that every command takes. */
export interface CommonOptions {
  name: string
  json?: true
  quiet?: true
  color: boolean
  verbose?: true
}

/** What a command gets: the use cases' context, and how to answer on this terminal. */
export interface CommandContext extends Context {
  json: boolean
  color: boolean
  /** Prints the answer: with `--json` the object, else the text. Once a command. */
  answer(object: object, text: () => string): void
  /** Prints a text as it is to stdout, also with `--quiet` and `--json`. */
  print(text: string): void
  /** Columns of the terminal; 100 where there is none. */
  width: number
}

export async function makeContext(options: CommonOptions, interrupts: Interrupts): Promise<CommandContext> {
  const color = options.color && process.env['NO_COLOR'] === undefined && process.stdout.isTTY
  const { name, json = false } = options
  return {
    name,
    json,
    color,
    signal: interrupts.signal,
    interruptedBy: interrupts.exitCode,
    progress: await makeProgress(options),
    width: process.stdout.columns ?? 100,
    print,
    answer(object, text) {
      if (json) print(`${JSON.stringify(object, null, 2)}\n`)
      else print(`${text().trimEnd()}\n`)
    },
  }
}

async function makeProgress({ quiet }: CommonOptions): Promise<Context['progress']> {
  if (quiet) return silent
  // listr2 is loaded only where a terminal shows it.
  if (process.stderr.isTTY) return (await import('./progress.ts')).terminalProgress()
  return plainProgress((line) => print(`${line}\n`, 'stderr'))
}
