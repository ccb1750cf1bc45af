import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { basename, join } from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { within } from '../lib/deadline.ts'
import { exec } from '../lib/exec.ts'
import { megabytesOf } from '../lib/format.ts'
import { download, NoAnswer } from '../lib/http.ts'
import { binaries, type BinaryName, thisPlatform } from './binaries.ts'
import { diskFull, lastWords, SkippedBinary, skipBinary } from './errors.ts'
import { type Making, seldom } from './making.ts'
import { refusedDownload } from './unchecked.ts'

/** For the sums file and the beginning of the archive together: a machine that refuses them builds within 5 s. */
const ANSWER_MS = 4000

/** The release's URL for this machine. `THANOS_LAB_RELEASES` names a mirror: the same paths below another address. */
export function releaseUrl(path: string): string {
  return (process.env['THANOS_LAB_RELEASES'] || 'https://github.com').replace(/\/+$/, '') + path
}

/**
 * Downloads the project's own release, checks its sha256 against the project's sums file, and unpacks the program into
 * `folder`. Returns the program's path; throws SkippedBinary where the release cannot be had or is not what the sums say.
 */
export async function fetchRelease(name: BinaryName, folder: string, { note, signal }: Making): Promise<string> {
  const refused = refusedDownload(process.env)
  if (refused !== undefined) throw new SkippedBinary(refused)
  const { file, sums, member } = binaries[name].release(thisPlatform())
  const answerBy = Date.now() + ANSWER_MS
  note('asking for the release')
  const expected = sumIn(await fetchText({ url: releaseUrl(sums), answerBy, signal }), basename(file))
  if (expected === undefined) throw new SkippedBinary(`${releaseUrl(sums)} has no sum for ${basename(file)}`)
  const archive = join(folder, basename(file))
  const tell = seldom(note)
  const actual = await fetchFile({ url: releaseUrl(file), answerBy, signal }, archive, (got, of) => tell(downloading(got, of)))
  if (actual !== expected) throw new SkippedBinary(`${releaseUrl(file)} has the sha256 ${actual}, and ${basename(sums)} says ${expected}`)
  return member === undefined ? archive : unpack(archive, member, folder, signal)
}

function downloading(got: number, of: number | undefined): string {
  const share = of === undefined || of === 0 ? '' : `${Math.floor((100 * got) / of)} %, `
  return `downloading the release: ${share}${megabytes(got, of)}`
}

async function unpack(archive: string, member: string, folder: string, signal: AbortSignal): Promise<string> {
  const ended = await exec('tar', ['-xzf', archive, '-C', folder, member], { signal })
  signal.throwIfAborted()
  if (ended.ok) return join(folder, member)
  if (ended.missing) throw new SkippedBinary('tar, which unpacks the release, is not on PATH')
  if (diskFull(ended.stderr)) throw diskFull(ended.stderr)
  throw new SkippedBinary(`${basename(archive)} could not be unpacked: ${lastWords(ended.stderr)}`)
}

/** The sha256 that a sums file (`sha256sum`'s format) has for a file, in lower case; undefined where it lists no such file. */
export function sumIn(text: string, file: string): string | undefined {
  for (const line of text.split('\n')) {
    const match = /^([0-9a-f]{64})\s+\*?(?:.*\/)?(\S+)\s*$/i.exec(line)
    if (match?.[2] === file) return match[1]?.toLowerCase()
  }
  return undefined
}

/** A stream that brings no byte for so long has ended, ms. */
const SILENCE_MS = 15_000

export interface Wanted {
  url: string
  /** Unix ms until which the answer must have begun. */
  answerBy: number
  signal: AbortSignal
}

/** A small text, whole before `answerBy`. Throws SkippedBinary. */
export async function fetchText(wanted: Wanted): Promise<string> {
  const { stream } = await answerTo(wanted)
  const parts: Buffer[] = []
  try {
    await within(wanted.signal, wanted.answerBy, (signal) =>
      pipeline(stream, (source: AsyncIterable<Buffer>) => collect(source, parts), { signal }),
    )
  } catch (error) {
    throw skipBinary(`${wanted.url} was not sent whole`, error)
  }
  return Buffer.concat(parts).toString('utf8')
}

/** Writes what a URL gives to a file; its sha256. Throws SkippedBinary where it ends early or falls silent, else as `fs` does. */
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
    throw skipBinary(`${wanted.url} was cut short after ${megabytes(got, length)}`, error)
  } finally {
    clearTimeout(silence)
  }
  if (length !== undefined && got !== length) throw new SkippedBinary(`${wanted.url} was cut short after ${megabytes(got, length)}`)
  return hash.digest('hex')
}

/** `12.3 of 131.0 MB` */
export function megabytes(got: number, of: number | undefined): string {
  return of === undefined ? megabytesOf(got) : `${(got / 1e6).toFixed(1)} of ${megabytesOf(of)}`
}

async function answerTo({ url, answerBy, signal }: Wanted): Promise<{ length: number | undefined; stream: Readable }> {
  const left = answerBy - Date.now()
  if (left <= 0) throw new SkippedBinary(`${url} was not tried: no time was left`)
  try {
    const answer = await download(url, left, signal)
    if (answer.status === 200) return answer
    answer.stream.destroy()
    throw new SkippedBinary(`${url} answered ${answer.status}`)
  } catch (error) {
    if (error instanceof NoAnswer) throw new SkippedBinary(error.message, { cause: error })
    throw error
  }
}

async function collect(source: AsyncIterable<Buffer>, parts: Buffer[]): Promise<void> {
  for await (const part of source) parts.push(part)
}

function isDiskFull(error: unknown): boolean {
  return ['ENOSPC', 'EDQUOT'].includes((error as NodeJS.ErrnoException).code ?? '')
}
