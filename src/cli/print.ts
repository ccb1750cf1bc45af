import { writeSync } from 'node:fs'

const FILES = { stdout: 1, stderr: 2 }

/**
 * Writes all of a text, also into a pipe whose reader is slow: a process that ends does not wait for an asynchronous write.
 * A reader that has gone away (`| head`) is no error.
 */
export function print(text: string, to: keyof typeof FILES = 'stdout'): void {
  const bytes = Buffer.from(text)
  for (let written = 0; written < bytes.length;) {
    try {
      written += writeSync(FILES[to], bytes, written)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EPIPE') return
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error
    }
  }
}
