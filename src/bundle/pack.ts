import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open, rename, rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { pack, type Pack } from 'tar-stream'
import { LabError } from '../lib/errors.ts'
import { makeFolder, stateError } from '../storage/files.ts'
import { copyHashed, sha256Of } from './checksum.ts'
import { BUNDLE_FORMAT, type BundleHead, headBytes } from './head.ts'
import { LISTING, type Listed, type Listing, listing } from './listing.ts'

/** A file that goes into a bundle: its path there, and the file or the text that it is made from. */
export interface Packed {
  path: string
  program?: true
  from: { file: string } | { text: string }
}

/** What a bundle says of itself. */
export type About = Omit<Listing, 'format' | 'files'>

export interface PackOptions {
  signal: AbortSignal
  note: (text: string) => void
}

export interface Written {
  /** Bytes. */
  size: number
  /** Of the whole file, as `sha256sum` prints it. */
  sha256: string
}

/** Writes a bundle, whole or not at all. Throws `state`, `no-disk`, `bundle`, and where the signal aborts. */
export async function writeBundle(file: string, about: About, packed: readonly Packed[], { signal, note }: PackOptions): Promise<Written> {
  const beside = `${file}.${process.pid}.${Date.now()}.0.partial`
  try {
    const files: Listed[] = []
    for (const [index, one] of packed.entries()) {
      note(`checksums: ${index + 1} of ${packed.length} files`)
      files.push(await listedOf(one, signal))
    }
    const list = listing.parse({ format: BUNDLE_FORMAT, ...about, files })
    await makeFolder(dirname(file))
    await writeAll(beside, list, packed, { signal, note })
    const written = { size: (await stat(beside)).size, sha256: await sha256Of(createReadStream(beside), signal) }
    await rename(beside, file)
    return written
  } catch (error) {
    await rm(beside, { force: true }).catch(() => {})
    if (signal.aborted || error instanceof LabError) throw error
    throw stateError(file, 'write', error)
  }
}

async function listedOf({ path, program, from }: Packed, signal: AbortSignal): Promise<Listed> {
  const size = 'file' in from ? (await stat(from.file)).size : Buffer.byteLength(from.text)
  return { path, size, sha256: await sha256Of(readerOf(from), signal), ...(program === undefined ? {} : { program }) }
}

function readerOf(from: Packed['from']): Readable {
  return 'file' in from ? createReadStream(from.file) : Readable.from([Buffer.from(from.text)])
}

async function writeAll(file: string, list: Listing, packed: readonly Packed[], { signal, note }: PackOptions): Promise<void> {
  const handle = await open(file, 'wx', 0o644)
  try {
    const head: BundleHead = { format: BUNDLE_FORMAT, platform: list.platform, size: 0, sha256: '0'.repeat(64) }
    await handle.write(headBytes(head))
    const hash = createHash('sha256')
    const archive = pack()
    const write = async (source: AsyncIterable<Buffer>) => {
      for await (const part of withoutHead(source)) {
        hash.update(part)
        head.size += part.length
        await handle.writeFile(part)
      }
    }
    await Promise.all([pipeline(archive, createGzip(), write, { signal }), fill(archive, list, packed, note)])
    head.sha256 = hash.digest('hex')
    await handle.write(headBytes(head), 0, undefined, 0)
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** zlib's own header of ten bytes makes place for ours. */
async function* withoutHead(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let left = 10
  for await (const part of source) {
    const rest = part.subarray(left)
    left -= part.length - rest.length
    if (rest.length > 0) yield rest
  }
}

async function fill(archive: Pack, list: Listing, packed: readonly Packed[], note: (text: string) => void): Promise<void> {
  try {
    archive.entry({ name: LISTING, mode: 0o644, mtime: new Date(0) }, `${JSON.stringify(list)}\n`)
    for (const [index, { from, path }] of packed.entries()) {
      note(`${path}: ${index + 1} of ${packed.length} files`)
      await addFile(archive, list.files[index] as Listed, from)
    }
    archive.finalize()
  } catch (error) {
    archive.destroy(error instanceof Error ? error : new Error(String(error)))
    throw error
  }
}

/** A file that somebody changes meanwhile is not packed with the checksum that it had. */
async function addFile(archive: Pack, { path, size, sha256, program }: Listed, from: Packed['from']): Promise<void> {
  const entry = archive.entry({ name: path, size, mode: program ? 0o755 : 0o644, mtime: new Date(0) })
  if ((await copyHashed(readerOf(from), entry as unknown as NodeJS.WritableStream)) !== sha256)
    throw new LabError('bundle', `${path} has changed while it was packed; nothing was written`)
}
