import { writeSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
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

/** What stdout has not taken yet, as its reader is slow, or stands still. */
let waiting: Buffer[] = []
let tryAgain: NodeJS.Timeout | undefined
/** Of a stderr whose reader stands still nothing more is expected. */
let isStuck = false

/** How long stderr's reader is waited for, once, ms. */
const PATIENCE_MS = 300
/** From one try to the next, ms. */
const AGAIN_MS = 10

/**
 * Writes a text, also into a pipe whose reader is slow; a reader that stands still holds nothing up: a fault may be open, and signals must be heard. What
 * stdout does not take waits for `drained`; what stderr does not take within a moment is lost, as is what it refuses. A reader that is gone is no
 * error. Throws `no-disk` or `state` where the answer cannot be written to stdout. Whatever the text was made from, a terminal obeys nothing of it: this is
 * the only place that writes to stdout and, but for steps on a terminal, to stderr.
 */
export function print(text: string, to: keyof typeof FILES = 'stdout'): void {
  clearInPlace?.()
  const bytes = Buffer.from(forTerminal(text))
  if (to === 'stderr') toStderr(bytes)
  else {
    waiting.push(bytes)
    if (waiting.length === 1) flush()
    if (waiting.length > 0) tryAgain ??= setInterval(flushQuietly, AGAIN_MS).unref()
  }
}

/** Until stdout has taken everything. Where the signal aborts, a reader that stands still is waited for no longer, and the rest is lost. Throws as `print` does. */
export async function drained(signal: AbortSignal | undefined): Promise<void> {
  let deadline = Infinity
  while (waiting.length > 0 && performance.now() < deadline) {
    flush()
    if (signal?.aborted === true) deadline = Math.min(deadline, performance.now() + PATIENCE_MS)
    await sleep(AGAIN_MS)
  }
  waiting = []
}

/** Writes what stdout takes now of what waits. */
function flush(): void {
  while (waiting[0] !== undefined) {
    waiting[0] = written(waiting[0], 'stdout')
    if (waiting[0].length > 0) return
    waiting.shift()
  }
  clearInterval(tryAgain)
  tryAgain = undefined
}

/** What is refused is refused again, and reported, at the end. */
function flushQuietly(): void {
  try {
    flush()
  } catch {
    clearInterval(tryAgain)
    tryAgain = undefined
  }
}

function toStderr(bytes: Buffer): void {
  const deadline = performance.now() + (isStuck ? 0 : PATIENCE_MS)
  let left = written(bytes, 'stderr')
  while (left.length > 0 && performance.now() < deadline) {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, AGAIN_MS)
    left = written(left, 'stderr')
  }
  isStuck = left.length > 0
}

/** Writes what is taken now; what is not. What nobody will ever take counts as taken. */
function written(bytes: Buffer, to: keyof typeof FILES): Buffer {
  let left = bytes
  while (left.length > 0) {
    try {
      left = left.subarray(writeSync(FILES[to], left))
    } catch (error) {
      const { code = '' } = error as NodeJS.ErrnoException
      if (code === 'EAGAIN') return left
      if (to === 'stderr' || GONE.has(code)) return NOTHING
      waiting = []
      if (code === 'ENOSPC')
        throw new LabError('no-disk', 'Could not write the answer to stdout: no space is left on the device', { cause: error })
      throw new LabError('state', `Could not write the answer to stdout: ${reason(error)}`, { cause: error })
    }
  }
  return left
}

const NOTHING = Buffer.alloc(0)

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
