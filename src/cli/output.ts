import { writeSync } from 'node:fs'
import { LabError, reason } from '../lib/errors.ts'
import type { Progress } from '../lib/progress.ts'
import { forTerminal } from '../lib/terminal.ts'

const FILES = { stdout: 1, stderr: 2 }

/** Codes of a reader that is gone: `| head` has ended, or the terminal is closed. */
const GONE = new Set(['EPIPE', 'EIO', 'EBADF', 'ENXIO', 'ECONNRESET'])

let clearInPlace: (() => void) | undefined

/** What erases that which is drawn in place on stderr now; undefined where nothing is. A text then takes its place, and it is drawn below. */
export function setInPlace(clear: (() => void) | undefined): void {
  clearInPlace = clear
}

/**
 * Writes all of a text, also into a pipe whose reader is slow: a process that ends does not wait for an asynchronous write. Whatever it was made
 * from, a terminal obeys nothing of it: this is the only place that writes to stdout and, but for steps on a terminal, to stderr.
 * A reader that is gone is no error. A failed write to stderr is ignored: a fault may be open, so the work must go on.
 * Throws `no-disk` or `state` where the answer cannot be written to stdout.
 */
export function print(text: string, to: keyof typeof FILES = 'stdout'): void {
  clearInPlace?.()
  const bytes = Buffer.from(forTerminal(text))
  for (let written = 0; written < bytes.length;) {
    try {
      written += writeSync(FILES[to], bytes, written)
    } catch (error) {
      const { code = '' } = error as NodeJS.ErrnoException
      if (code === 'EAGAIN') continue
      if (to === 'stderr' || GONE.has(code)) return
      if (code === 'ENOSPC')
        throw new LabError('no-disk', 'Could not write the answer to stdout: no space is left on the device', { cause: error })
      throw new LabError('state', `Could not write the answer to stdout: ${reason(error)}`, { cause: error })
    }
  }
}

/**
 * Ignores error events of stdout and stderr. Some libraries write to them directly; the error of a closed one would end the program
 * before its faults are healed.
 */
export function ignoreBrokenStreams(): void {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})
}

/** Progress without a terminal: a line when a step begins, and one when it ends. */
export function plainProgress(write: (line: string) => void): Progress {
  return {
    async step(title, work) {
      const begun = Date.now()
      write(`… ${title}`)
      const note = throttled((text) => write(`  ${title}: ${text}`))
      const result = await work(note)
      write(`✔ ${title} (${((Date.now() - begun) / 1000).toFixed(1)} s)`)
      return result
    },
    say: write,
    warn: (text) => write(`⚠ ${text}`),
  }
}

/** The shortest time between two notes of one step in a log. */
const EVERY_MS = 5000

function throttled(write: (text: string) => void): (text: string) => void {
  let last = Date.now()
  return (text) => {
    if (Date.now() - last < EVERY_MS) return
    last = Date.now()
    write(text)
  }
}
