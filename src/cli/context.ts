import type { Context } from '../app/context.ts'
import type { LabError } from '../lib/errors.ts'
import { silent } from '../lib/progress.ts'
import { printText, usesAscii } from './charset.ts'
import { plainProgress, print } from './output.ts'
import type { Interrupts } from './signals.ts'

/** Options that every command takes. */
export interface CommonOptions {
  name: string
  json?: true
  quiet?: true
  color: boolean
  ascii?: true
  verbose?: true
}

/** What a command gets: the use cases' context, and how to answer on this terminal. */
export interface CommandContext extends Context {
  json: boolean
  color: boolean
  /** Texts on stdout are in ASCII only. */
  ascii: boolean
  /** Prints the answer: with `--json` the object, else the text. Once a command. */
  answer(object: object, text: () => string): void
  /** Prints what went wrong beside an answer, also with `--quiet`; its exit code. */
  complain(error: LabError): number
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
    ascii: usesAscii(process.stdout, options.ascii),
    signal: interrupts.signal,
    interruptedBy: interrupts.exitCode,
    progress: await makeProgress(options),
    // It may have been resized meanwhile.
    get width() {
      return process.stdout.columns ?? 100
    },
    print,
    complain({ message, hint, exit }) {
      printText(`${message}\n→ ${hint}\n`, 'stderr', options.ascii)
      return exit
    },
    answer(object, text) {
      if (json) print(`${JSON.stringify(object, null, 2)}\n`)
      else printText(`${text().trimEnd()}\n`, 'stdout', options.ascii)
    },
  }
}

async function makeProgress({ quiet, ascii }: CommonOptions): Promise<Context['progress']> {
  if (quiet) return silent
  // listr2 is loaded only where a terminal shows it. Its spinner needs more than ASCII. Where stdout is no terminal, it draws no spinner and writes its
  // lines to stdout, into the answer (listr2 9.0.5, isRendererSupported).
  if (process.stderr.isTTY && process.stdout.isTTY && !usesAscii(process.stderr, ascii))
    return (await import('./progress.ts')).terminalProgress()
  return plainProgress((line) => printText(`${line}\n`, 'stderr', ascii))
}
