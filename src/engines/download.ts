import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { download, NoAnswer } from '../http.ts'
import { within } from '../within.ts'
import { PassedOver, passOver } from './passed-over.ts'

/** A stream that brings no byte for so long has ended, ms. */
const SILENCE_MS = 15_000

export interface Wanted {
  url: string
  /** Unix ms until which the answer must have begun. */
  answerBy: number
  signal: AbortSignal
}

/** A small text, whole before `answerBy`. Throws PassedOver. */
export async function fetchText(wanted: Wanted): Promise<string> {
  const { stream } = await answerTo(wanted)
  const parts: Buffer[] = []
  try {
    await within(wanted.signal, wanted.answerBy, (signal) =>
      pipeline(stream, (source: AsyncIterable<Buffer>) => collect(source, parts), { signal }),
    )
  } catch (error) {
    throw passOver(`${wanted.url} was not sent whole`, error)
  }
  return Buffer.concat(parts).toString('utf8')
}

/** Writes what a URL gives to a file; its sha256. Throws PassedOver where it ends early or falls silent, else as `fs` does. */
export async function fetchFile(wanted: Wanted, file: string, onBytes: (got: number, of: number | undefined) => void): Promise<string> {
  const { stream, length } = await answerTo(wanted)
  const hash = createHash('sha256')
  let got = 0
  const silence = setTimeout(() => stream.destroy(new Error(`no byte came for ${SILENCE_MS / 1000} s`)), SILENCE_MS)
  const count = async function* (source: AsyncIterable<Buffer>) {
    for await (const chunk of source) {
      silence.refresh()
      hash.update(chunk)
      onBytes((got += chunk.length), length)
      yield chunk
    }
  }
  try {
    await pipeline(stream, count, createWriteStream(file), { signal: wanted.signal })
  } catch (error) {
    if (isDiskFull(error)) throw error
    throw passOver(`${wanted.url} was cut short after ${megabytes(got, length)}`, error)
  } finally {
    clearTimeout(silence)
  }
  if (length !== undefined && got !== length) throw new PassedOver(`${wanted.url} was cut short after ${megabytes(got, length)}`)
  return hash.digest('hex')
}

/** `12.3 of 131.0 MB` */
export function megabytes(got: number, of: number | undefined): string {
  return of === undefined ? `${inMb(got)} MB` : `${inMb(got)} of ${inMb(of)} MB`
}

const inMb = (bytes: number) => (bytes / 1e6).toFixed(1)

async function answerTo({ url, answerBy, signal }: Wanted): Promise<{ length: number | undefined; stream: Readable }> {
  const left = answerBy - Date.now()
  if (left <= 0) throw new PassedOver(`${url} was not asked: no time was left`)
  try {
    const answer = await download(url, left, signal)
    if (answer.status === 200) return answer
    answer.stream.destroy()
    throw new PassedOver(`${url} answered ${answer.status}`)
  } catch (error) {
    if (error instanceof NoAnswer) throw new PassedOver(error.message, { cause: error })
    throw error
  }
}

async function collect(source: AsyncIterable<Buffer>, parts: Buffer[]): Promise<void> {
  for await (const part of source) parts.push(part)
}

function isDiskFull(error: unknown): boolean {
  return ['ENOSPC', 'EDQUOT'].includes((error as NodeJS.ErrnoException).code ?? '')
}
