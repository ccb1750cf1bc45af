import { mkdir, mkdtemp, readdir, rename, rm, rmdir, statfs } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { thisPlatform } from '../binaries/binaries.ts'
import { LabError } from '../lib/errors.ts'
import { megabytesOf } from '../lib/format.ts'
import { runningProcess } from '../lib/processes.ts'
import type { Progress } from '../lib/progress.ts'
import { makeFolder, stateError } from '../storage/files.ts'
import { cacheHome } from '../storage/paths.ts'
import type { Listing } from './listing.ts'
import { checkBundle, unpackBundle } from './unpack.ts'

/** What a bundle has brought. */
export interface Installed {
  version: string
  platform: string
  /** Bytes, unpacked. */
  size: number
  /** The folder with the lab, and in it the command `thanos-lab`. */
  folder: string
  /** The folder of the programs, prometheus among them. */
  binaries: string
  /** kind is among them, and its node image. */
  kind?: true
  /** What to name to `up` for kind, where it is not kind's own. */
  nodeImage?: string
}

/** `linux-amd64`: what a bundle is for. */
export function platformName(): string {
  const { os, arch } = thisPlatform()
  return `${os}-${arch}`
}

/**
 * Verifies a bundle, and puts what is in it into the cache folder: everything, or nothing. Throws `bundle` with the reason where it is refused, `no-disk`,
 * `state`, and where the signal aborts; then the folder is as it was.
 */
export async function installBundle(file: string, { progress, signal }: { progress: Progress; signal: AbortSignal }): Promise<Installed> {
  const head = await progress.step('verifying the bundle', () => checkBundle(file, platformName(), signal))
  const home = cacheHome()
  const first = await makeFolder(home).catch((error: unknown) => {
    throw stateError(home, 'write', error)
  })
  await clearLeft(home)
  const partial = await mkdtemp(join(home, `${PARTIAL}${process.pid}-`)).catch((error: unknown) => {
    throw stateError(home, 'write', error)
  })
  try {
    const onListing = (list: Listing) => checkSpace(home, sizeOf(list))
    const list = await progress.step('unpacking it', (note) => unpackBundle(file, head, partial, { signal, note, onListing }))
    return await moveIn(partial, home, list)
  } catch (error) {
    if (signal.aborted) throw new LabError('interrupted', 'Stopped; nothing of the bundle is left', { cause: error })
    throw error instanceof LabError ? error : stateError(home, 'write', error)
  } finally {
    await rm(partial, { recursive: true, force: true })
    if (first !== undefined) await removeEmpty(home, first)
  }
}

/** A folder that is being filled; the number of the process follows. */
const PARTIAL = 'bundle.partial-'

/** What an install that was killed has left. */
async function clearLeft(home: string): Promise<void> {
  for (const name of await readdir(home)) {
    if (!name.startsWith(PARTIAL)) continue
    const pid = Number.parseInt(name.slice(PARTIAL.length), 10)
    if ((await runningProcess(pid)) === undefined) await rm(join(home, name), { recursive: true, force: true })
  }
}

const sizeOf = ({ files }: Listing) => files.reduce((sum, { size }) => sum + size, 0)

async function checkSpace(home: string, needed: number): Promise<void> {
  const { bavail, bsize } = await statfs(home)
  if (bavail * bsize >= needed) return
  throw new LabError('no-disk', `The bundle needs ${megabytesOf(needed)} in ${home}, and ${megabytesOf(bavail * bsize)} are free`, {
    hint: 'free some space, or set THANOS_LAB_CACHE to a folder on another disk',
  })
}

/** Programs and images first: the lab comes when all that it needs is there. Each is moved with one rename. */
async function moveIn(partial: string, home: string, list: Listing): Promise<Installed> {
  const { version, platform, kind, nodeImage } = list
  for (const part of ['binaries', 'images'])
    for (const name of await readdir(join(partial, part)).catch(() => []))
      await replace(join(partial, part, name), join(home, part, name), partial)
  const folder = join(home, 'lab', `${version}-${platform}`)
  await replace(join(partial, 'lab'), folder, partial)
  const more = { ...(kind === undefined ? {} : { kind }), ...(nodeImage === undefined ? {} : { nodeImage }) }
  return { version, platform, size: sizeOf(list), folder, binaries: join(home, 'binaries'), ...more }
}

/** Moves a file or folder to its place; what is there already goes to the folder that is removed afterwards. */
async function replace(from: string, to: string, partial: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true })
  const old = join(await mkdtemp(join(partial, 'before-')), 'old')
  const was = await rename(to, old).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error
      return false
    },
  )
  try {
    await rename(from, to)
  } catch (error) {
    if (was) await rename(old, to)
    throw error
  }
}

/** Removes the folders that were made for nothing, from the innermost out. */
async function removeEmpty(innermost: string, outermost: string): Promise<void> {
  for (let folder = innermost; folder.length >= outermost.length; folder = dirname(folder)) {
    if (
      !(await rmdir(folder)
        .then(() => true)
        .catch(() => false))
    )
      return
  }
}
