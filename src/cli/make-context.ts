import { silent } from '../progress.ts'
import type { CommonOptions, Context } from './context.ts'
import { print } from './print.ts'
import type { Interrupts } from './signals.ts'

/** What a command gets, by the options that every command takes. */
export async function makeContext(options: CommonOptions, interrupts: Interrupts): Promise<Context> {
  const color = options.color && process.env['NO_COLOR'] === undefined && process.stdout.isTTY
  return {
    ...options,
    color,
    signal: interrupts.signal,
    interruptedBy: interrupts.exitCode,
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
  return (await import('./plain.ts')).plainProgress((line) => print(`${line}\n`, 'stderr'))
}
