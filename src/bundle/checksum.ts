import { createHash } from 'node:crypto'
import { pipeline } from 'node:stream/promises'

/** The sha256 of what is read, in small hex digits. */
export async function sha256Of(source: AsyncIterable<Buffer>, signal: AbortSignal): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(source, hash, { signal })
  return hash.digest('hex')
}

/** Copies, and gives the sha256 of what was copied. */
export async function copyHashed(source: AsyncIterable<Buffer>, target: NodeJS.WritableStream): Promise<string> {
  const hash = createHash('sha256')
  const count = async function* (parts: AsyncIterable<Buffer>) {
    for await (const part of parts) {
      hash.update(part)
      yield part
    }
  }
  await pipeline(source, count, target)
  return hash.digest('hex')
}
