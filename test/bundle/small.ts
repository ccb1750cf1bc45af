import { createHash } from 'node:crypto'
import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { gzipSync } from 'node:zlib'
import { pack } from 'tar-stream'
import type { Test } from 'tap'
import { idOf } from '../../src/binaries/cache.ts'
import { headBytes } from '../../src/bundle/head.ts'
import { installBundle, platformName } from '../../src/bundle/install.ts'
import { type Packed, writeBundle } from '../../src/bundle/pack.ts'
import type { LabError } from '../../src/lib/errors.ts'
import { silent } from '../../src/lib/progress.ts'
import { setEnv } from '../binaries/fakes.ts'

/* Bundles with a few small files, and those that somebody else has made. */

const calm = new AbortController().signal
export const PROMETHEUS = `binaries/${idOf('prometheus')}/prometheus`

/** What a small bundle has in it. */
export const CONTENT: Packed[] = [
  { path: 'install.mjs', from: { text: 'console.log(1)\n' } },
  { path: 'lab/thanos-lab', program: true, from: { text: '#!/bin/sh\necho lab\n' } },
  { path: 'lab/package.json', from: { text: '{}\n' } },
  { path: 'lab/scenarios/a.yaml', from: { text: 'title: a\n' } },
  { path: PROMETHEUS, program: true, from: { text: '#!/bin/sh\necho prometheus\n' } },
]

export interface Place {
  home: string
  /** The cache folder, which is not there before an install. */
  cache: string
  bundle: string
}

/** An empty home with a small bundle beside it. */
export async function place(t: Test, { packed = CONTENT, platform = platformName(), version = '0.1.0' } = {}): Promise<Place> {
  const top = mkdtempSync(join(realpathSync(tmpdir()), 'thanos-lab-test-'))
  t.teardown(() => rmSync(top, { recursive: true, force: true }))
  const home = join(top, 'home')
  const cache = join(home, 'deep', 'cache')
  setEnv(t, { THANOS_LAB_CACHE: cache })
  const bundle = join(top, 'lab.tar.gz')
  await writeBundle(bundle, { version, platform }, packed, { signal: calm, note: () => {} })
  return { home, cache, bundle }
}

export function install(bundle: string, signal = calm) {
  return installBundle(bundle, { progress: silent, signal })
}

/** Every file and folder, each with its size and, of a file, its text's checksum. */
export async function listingOf(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => undefined)
  if (entries === undefined) return ['nothing is there']
  const texts = entries.map(async (entry) => {
    const path = join(entry.parentPath, entry.name)
    if (!entry.isFile()) return `${path.slice(folder.length)}/`
    const sum = createHash('sha256')
      .update(await readFile(path))
      .digest('hex')
    return `${path.slice(folder.length)} ${((await stat(path)).mode & 0o777).toString(8)} ${sum}`
  })
  return (await Promise.all(texts)).sort()
}

/** An install must be refused with that reason, and leave the home as it was. */
export async function refused(t: Test, { home, bundle }: Pick<Place, 'home' | 'bundle'>, why: RegExp, name: string): Promise<void> {
  const before = await listingOf(home)
  const error = await install(bundle).then(
    () => undefined,
    (thrown: LabError) => thrown,
  )
  t.match(error, { name: 'LabError', code: 'bundle', exit: 3, message: why }, `${name}: refused with the reason`)
  t.same(await listingOf(home), before, `${name}: nothing is left`)
}

export interface MadeEntry {
  name: string
  text?: string
  type?: 'symlink' | 'link' | 'directory' | 'block-device' | 'character-device' | 'fifo' | 'contiguous-file'
  linkname?: string
  pax?: Record<string, string>
}

export const sha256 = (text: string | Buffer) => createHash('sha256').update(text).digest('hex')

/** An entry of a list. */
export const listed = (path: string, text = 'x') => ({ path, size: Buffer.byteLength(text), sha256: sha256(text) })

/** A list that fits, but for what is given. */
export function list(files: unknown[], more: object = {}): MadeEntry {
  const text = JSON.stringify({ format: 1, version: '0.1.0', platform: platformName(), files, ...more })
  return { name: 'bundle.json', text }
}

/** Writes an archive of somebody who knows the format: its head has the right length and checksum. */
export async function writeMade(bundle: string, entries: MadeEntry[], { format = 1, tail = Buffer.alloc(0) } = {}): Promise<void> {
  const archive = pack()
  for (const { text = '', ...header } of entries) archive.entry(header, text)
  archive.finalize()
  const tar = await buffer(archive as unknown as NodeJS.ReadableStream)
  const body = gzipSync(Buffer.concat([tar, tail])).subarray(10)
  const head = headBytes({ format, platform: platformName(), size: body.length, sha256: sha256(body) })
  await writeFile(bundle, Buffer.concat([head, body]))
}
