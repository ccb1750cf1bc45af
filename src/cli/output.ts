import { writeSync } from 'node:fs'
import type { CommonOptions, Context } from '../app/context.ts'
import { LabError, reason } from '../lib/errors.ts'
import { type Progress, silent } from '../lib/progress.ts'
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
  return (await import('./output.ts')).plainProgress((line) => print(`${line}\n`, 'stderr'))
}

const FILES = { stdout: 1, stderr: 2 }

/** Nobody reads any more: `| head` has ended, or the terminal is closed. */
const GONE = new Set(['EPIPE', 'EIO', 'EBADF', 'ENXIO', 'ECONNRESET'])

/**
 * Writes all of a text, also into a pipe whose reader is slow: a process that ends does not wait for an asynchronous write.
 * A reader that has gone away is no error. What cannot be said on stderr is not said: the work goes on, as a fault may be open.
 * Throws `no-disk` or `state` where the answer cannot be written to stdout.
 */
export function print(text: string, to: keyof typeof FILES = 'stdout'): void {
  const bytes = Buffer.from(text)
  for (let written = 0; written < bytes.length;) {
    try {
      written += writeSync(FILES[to], bytes, written)
    } catch (error) {
      const { code = '' } = error as NodeJS.ErrnoException
      if (code === 'EAGAIN') continue
      if (to === 'stderr' || GONE.has(code)) return
      if (code === 'ENOSPC') throw new LabError('no-disk', 'No space is left to write the answer to stdout', { cause: error })
      throw new LabError('state', `Could not write the answer to stdout: ${reason(error)}`, { cause: error })
    }
  }
}

/**
 * Some libraries write to the streams themselves. A broken one emits an error later, which would end the program before it has
 * healed its faults.
 */
export function outliveReaders(): void {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})
}

/** Where no terminal is watching: a line when a step begins, and one when it is done. */
export function plainProgress(write: (line: string) => void): Progress {
  return {
    async step(title, work) {
      const begun = Date.now()
      write(`… ${title}`)
      const note = sometimes((text) => write(`  ${title}: ${text}`))
      const result = await work(note)
      write(`✔ ${title} (${((Date.now() - begun) / 1000).toFixed(1)} s)`)
      return result
    },
    say: write,
    warn: (text) => write(`⚠ ${text}`),
  }
}

/** How often a log is told of a long step's progress. */
const EVERY_MS = 5000

function sometimes(write: (text: string) => void): (text: string) => void {
  let last = Date.now()
  return (text) => {
    if (Date.now() - last < EVERY_MS) return
    last = Date.now()
    write(text)
  }
}
