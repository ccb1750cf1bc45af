import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { LabError, reason } from '../lib/errors.ts'
import { runningProcess } from '../lib/processes.ts'
import { readTextFile, UnreadFile } from '../lib/text-file.ts'

let writes = 0

/**
 * Writes whole or not at all, down to the disk: a machine that loses its power has the old text or the new one. To a file beside it, then
 * renamed. Mode 0600. Throws `no-disk` or `state`.
 */
export async function writeFileAtomically(file: string, text: string): Promise<void> {
  const beside = `${file}.${process.pid}.${Date.now()}.${(writes += 1)}.partial`
  try {
    await makeFolder(dirname(file))
    await writeSynced(beside, text)
    await rename(beside, file)
    await syncFolder(dirname(file))
  } catch (error) {
    await rm(beside, { force: true }).catch(() => {})
    throw stateError(file, 'write', error)
  }
}

/** Removes what a process that was killed while it wrote has left in a folder; how many files. Never throws. */
export async function removePartials(folder: string): Promise<number> {
  const names = await readdir(folder).catch(() => [])
  const removed = await Promise.all(
    names.map(async (name) => {
      const pid = /\.(\d+)\.\d+\.\d+\.partial$/.exec(name)?.[1]
      if (pid === undefined || (await runningProcess(Number(pid))) !== undefined) return false
      return rm(join(folder, name), { force: true }).then(
        () => true,
        () => false,
      )
    }),
  )
  return removed.filter(Boolean).length
}

async function writeSynced(file: string, text: string): Promise<void> {
  const handle = await open(file, 'wx', 0o600)
  try {
    await handle.writeFile(text)
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/**
 * Makes a folder with those above it, down to the disk. The first that was made; undefined where all were there. Throws what the file system says.
 * Not by mkdir's own `recursive`: on a file system that takes no folders (/proc) it never ends, and no signal ends it.
 */
export async function makeFolder(folder: string, mode?: number): Promise<string | undefined> {
  const above = dirname(folder)
  const made = await makeOne(folder, mode)
  if (made !== undefined) return made ? folder : undefined
  if (above === folder) throw refusal(folder)
  const first = await makeFolder(above, mode)
  const last = await makeOne(folder, mode)
  if (last === undefined) throw refusal(folder)
  return first ?? (last ? folder : undefined)
}

/** Whether the folder was made (false: it was there); undefined where there is none above it. */
async function makeOne(folder: string, mode?: number): Promise<boolean | undefined> {
  try {
    await mkdir(folder, { mode })
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return undefined
    // A folder that is there on a disk that is read-only is not refused.
    if (await isFolder(folder)) return false
    throw error
  }
  await syncFolder(dirname(folder))
  return true
}

const isFolder = async (path: string) =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  )

const refusal = (folder: string) =>
  Object.assign(new Error(`no folder can be made at ${folder}`), { code: 'ENOENT', path: folder, syscall: 'mkdir' })

/** Without it, the name of a file that was renamed may be lost with the power. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => undefined)
  // Not every file system can do it for a folder.
  await handle?.sync().catch(() => {})
  await handle?.close()
}

/**
 * The text of a file; undefined where there is none. Never waits: a pipe, a device or a folder in its place is refused. Throws an Error with the
 * reason in words: `it is a folder, not a file`.
 */
export async function readText(file: string, { links = true }: { links?: boolean } = {}): Promise<string | undefined> {
  try {
    return await readTextFile(file, { links })
  } catch (error) {
    if (error instanceof UnreadFile) throw error
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return undefined
    throw code === undefined ? error : new Error(refusals[code] ?? reason(error), { cause: error })
  }
}

/** What the file system refuses, in words. */
const refusals: Record<string, string> = {
  EACCES: 'this user may not read it',
  EPERM: 'this user may not read it',
  ELOOP: 'it is a link',
  ENXIO: 'it is not a file',
  ENOTDIR: 'what should be its folder is a file',
  EISDIR: 'it is a folder, not a file',
  EIO: 'the disk gives an error',
}

/** The JSON in a file; undefined where there is no such file. Throws `state` where it cannot be read. */
export async function readJson(file: string): Promise<unknown> {
  try {
    const text = await readText(file)
    return text === undefined ? undefined : parseJson(text)
  } catch (error) {
    throw stateError(file, 'read', error)
  }
}

/** Throws an Error with the reason in words. */
export function parseJson(text: string): unknown {
  if (text.trim() === '') throw new Error('it is empty')
  try {
    return JSON.parse(text)
  } catch {
    throw new Error('it is not JSON')
  }
}

const FULL = new Set(['ENOSPC', 'EDQUOT'])
const UNWRITABLE: Record<string, string> = {
  EROFS: 'the disk is read-only',
  EACCES: 'this user may not write there',
  EPERM: 'this user may not write there',
  ENOTDIR: 'what should be its folder is a file',
  EISDIR: 'a folder is in its place',
  ERR_FS_EISDIR: 'a folder is in its place',
  EEXIST: 'a file is in the place of its folder',
  ENXIO: 'nobody reads this pipe',
  ELOOP: 'a link above it leads to itself',
  ENAMETOOLONG: 'the name is too long',
}

/** What the file system refused, as a person needs to hear it. */
export function stateError(file: string, verb: 'read' | 'write' | 'remove', error: unknown): LabError {
  const code = (error as NodeJS.ErrnoException).code ?? ''
  if (FULL.has(code)) return new LabError('no-disk', `No space is left to write ${file}`, { cause: error })
  const why = (verb !== 'read' ? UNWRITABLE[code] : undefined) ?? reason(error)
  return new LabError('state', `Could not ${verb} ${file}: ${why}`, { cause: error })
}
