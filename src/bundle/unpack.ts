import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, open, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { extract, type Header } from 'tar-stream'
import { LabError, reason } from '../lib/errors.ts'
import { copyHashed, sha256Of } from './checksum.ts'
import { BUNDLE_FORMAT, type BundleHead, headBytes, MOST_HEAD_BYTES, readHead } from './head.ts'
import { type Listed, LISTING, type Listing, MOST_LISTING_BYTES, parseListing } from './listing.ts'

/** A bundle that is not what it was written as, or not for this machine. Nothing of it is kept. */
export function refusedBundle(file: string, why: string, cause?: unknown): LabError {
  return new LabError('bundle', `${file} ${why}`, cause === undefined ? {} : { cause })
}

/**
 * The head of a bundle for that platform whose every bit is as it was written. Reads the file, and writes nothing. Throws `bundle` with the reason:
 * no such file, no bundle, of another format or platform, cut short, damaged.
 */
export async function checkBundle(file: string, platform: string, signal: AbortSignal): Promise<BundleHead> {
  const { head, size } = await headOf(file)
  if (head === undefined) throw refusedBundle(file, 'is not a bundle of thanos-lab: it does not begin as one')
  if (head.platform !== platform) throw refusedBundle(file, `is for ${head.platform}, and this machine is ${platform}`)
  if (head.format !== BUNDLE_FORMAT) throw refusedBundle(file, `has the format ${head.format}, and this version reads ${BUNDLE_FORMAT}`)
  const whole = headBytes(head).length + head.size
  if (size < whole) throw refusedBundle(file, `is cut short: ${size} of ${whole} bytes are there`)
  if (size > whole) throw refusedBundle(file, `has ${size} bytes, and ${whole} were written`)
  const sha256 = await sha256Of(createReadStream(file, { start: headBytes(head).length }), signal)
  if (sha256 !== head.sha256) throw refusedBundle(file, `is damaged: its checksum is ${sha256}, and ${head.sha256} was written into it`)
  return head
}

async function headOf(file: string): Promise<{ head: BundleHead | undefined; size: number }> {
  try {
    const about = await stat(file)
    if (!about.isFile()) throw new Error(about.isDirectory() ? 'it is a folder' : 'it is not a file')
    const handle = await open(file)
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(MOST_HEAD_BYTES), 0, MOST_HEAD_BYTES, 0)
      return { head: readHead(buffer.subarray(0, bytesRead)), size: about.size }
    } finally {
      await handle.close()
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw refusedBundle(file, `cannot be read: ${code === 'ENOENT' ? 'there is no such file' : reason(error)}`, error)
  }
}

export interface UnpackOptions {
  signal: AbortSignal
  note: (text: string) => void
  /** Called with the list, before anything is written. What it throws ends the work. */
  onListing: (list: Listing) => Promise<void>
}

/** What an archive may have beside its files: headers, fill bytes, its end. Bytes. */
const OVERHEAD = 1e6

/**
 * Writes the files of a bundle into a folder, each with its checksum compared. Only the list says what is written, and where. Throws `bundle` where the
 * archive is not exactly what its list says, and what the disk says; the caller removes the folder then.
 */
export async function unpackBundle(file: string, head: BundleHead, folder: string, options: UnpackOptions): Promise<Listing> {
  const archive = extract()
  const most = { bytes: MOST_LISTING_BYTES + OVERHEAD }
  const bounded = async function* (source: AsyncIterable<Buffer>) {
    let got = 0
    for await (const part of source) {
      got += part.length
      if (got > most.bytes) throw refusedBundle(file, 'has more in it than its list says')
      yield part
    }
  }
  const reading = pipeline(createReadStream(file), createGunzip(), bounded, archive as unknown as NodeJS.WritableStream, {
    signal: options.signal,
  })
  const [read, written] = await Promise.allSettled([reading, takeEntries(archive, { file, head, folder, most, ...options })])
  options.signal.throwIfAborted()
  // Why the reading ended says more than that the entries did.
  const failed = [written, read].filter((one) => one.status === 'rejected').map(({ reason: why }) => why as unknown)
  const why = failed.find((error) => error instanceof LabError) ?? failed.find(isOfDisk) ?? failed[0]
  if (written.status === 'fulfilled' && failed.length === 0) return written.value
  throw why instanceof LabError || isOfDisk(why) ? why : refusedBundle(file, `cannot be unpacked: ${reason(why)}`, why)
}

function isOfDisk(error: unknown): boolean {
  return typeof (error as NodeJS.ErrnoException).syscall === 'string'
}

interface Taking extends UnpackOptions {
  file: string
  head: BundleHead
  folder: string
  most: { bytes: number }
}

type Entry = AsyncIterable<Buffer> & { header: Header }

async function takeEntries(archive: AsyncIterable<unknown>, taking: Taking): Promise<Listing> {
  const { file, folder, most, note, onListing } = taking
  let list: Listing | undefined
  let taken = 0
  for await (const entry of archive as AsyncIterable<Entry>) {
    const { header } = entry
    if (header.type !== 'file') throw refusedBundle(file, `has an entry that is no file: ${header.name} (${header.type})`)
    if (list === undefined) {
      list = await readListing(entry, taking)
      most.bytes += list.files.reduce((sum, { size }) => sum + size + 2048, 0)
      await onListing(list)
      continue
    }
    const listed = list.files[taken]
    if (listed?.path !== header.name) throw refusedBundle(file, `has an entry that its list does not name there: ${header.name}`)
    if (listed.size !== header.size)
      throw refusedBundle(file, `has ${header.name} with ${header.size} bytes, and its list says ${listed.size}`)
    note(`${(taken += 1)} of ${list.files.length} files`)
    await writeEntry(entry, listed, folder, file)
  }
  if (list === undefined) throw refusedBundle(file, 'is empty')
  const missing = list.files[taken]
  if (missing !== undefined) throw refusedBundle(file, `is without ${missing.path}, which its list names`)
  return list
}

async function readListing(entry: Entry, { file, head }: Taking): Promise<Listing> {
  const { name, size } = entry.header
  if (name !== LISTING || size > MOST_LISTING_BYTES) throw refusedBundle(file, `does not begin with ${LISTING}`)
  const parts: Buffer[] = []
  for await (const part of entry) parts.push(part)
  const list = readOrRefuse(file, Buffer.concat(parts).toString('utf8'))
  if (list.platform !== head.platform) throw refusedBundle(file, `is for ${head.platform}, and its list is for ${list.platform}`)
  return list
}

function readOrRefuse(file: string, text: string): Listing {
  try {
    return parseListing(text)
  } catch (error) {
    throw refusedBundle(file, `has a list that does not fit: ${reason(error)}`, error)
  }
}

async function writeEntry(entry: Entry, { path, sha256, program }: Listed, folder: string, file: string): Promise<void> {
  const target = join(folder, path)
  await mkdir(dirname(target), { recursive: true })
  const written = await copyHashed(entry, createWriteStream(target, { flags: 'wx', mode: program ? 0o755 : 0o644, flush: true }))
  if (written !== sha256) throw refusedBundle(file, `has another ${path} than its list says: the checksum differs`)
}
