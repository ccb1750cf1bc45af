import { execFileSync } from 'node:child_process'
import { closeSync, constants, openSync, readSync, writeSync } from 'node:fs'
import { join } from 'node:path'

/** A pipe whose reader stands still: as much is in it as it takes. */
export interface FullPipe {
  /** The end to write to, for a process's stdout or stderr. */
  end: number
  /** What is in it now; what is written then finds space. */
  read(): string
  close(): void
}

let pipes = 0

/** The pipe's file is made in that folder. */
export function fullPipe(folder: string): FullPipe {
  const file = join(folder, `pipe-${(pipes += 1)}`)
  execFileSync('mkfifo', [file])
  const reading = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK)
  const end = openSync(file, constants.O_WRONLY | constants.O_NONBLOCK)
  const some = Buffer.alloc(4096, '.')
  try {
    for (;;) writeSync(end, some)
  } catch {
    // It is full.
  }
  return {
    end,
    read() {
      const parts: Buffer[] = []
      try {
        for (let got = 1; got > 0;) {
          const part = Buffer.alloc(65_536)
          got = readSync(reading, part)
          parts.push(part.subarray(0, got))
        }
      } catch {
        // It is empty.
      }
      return Buffer.concat(parts).toString()
    },
    close() {
      closeSync(end)
      closeSync(reading)
    },
  }
}
