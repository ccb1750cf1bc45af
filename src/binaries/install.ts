import { chmod, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { LabError } from '../lib/errors.ts'
import type { Progress } from '../lib/progress.ts'
import { stateError } from '../storage/files.ts'
import { withLock } from '../storage/lock.ts'
import { cacheHome } from '../storage/paths.ts'
import { binaries, type BinaryName, thisPlatform } from './binaries.ts'
import { buildBinary } from './build.ts'
import { orSkipped, SkippedBinary, type Reasons } from './errors.ts'
import { fetchRelease } from './release.ts'
import { type FoundBinary, searchCache } from './search.ts'
import type { VersionMemory } from './version-cache.ts'
import { askVersion, usableVersion } from './version.ts'

export interface Obtaining {
  progress: Progress
  memory: VersionMemory
  signal: AbortSignal
  /** How long another lab that makes the same program is waited for, ms. */
  leftMs: number
  /** Filled with why each step was passed over. */
  reasons: Reasons
}

/**
 * Fetches a program's release into the lab's cache, or builds it there, while no other lab does; one that has done so is
 * believed. Throws SkippedBinary where neither works (see `reasons`), `locked`, `state`, `no-disk`.
 */
export async function obtain(name: BinaryName, how: Obtaining): Promise<FoundBinary> {
  const title = `Getting ${name} ${binaries[name].version}`
  return how.progress.step(title, async (note) => {
    const lock = {
      what: `the program ${name}`,
      waitMs: how.leftMs,
      onWait: () => note('another thanos-lab is getting it: waiting for that one'),
      signal: how.signal,
    }
    return withLock(lockOf(name), lock, async () => (await searchCache(name, how.memory)) ?? make(name, how, note)).catch(explain)
  })
}

const makers = { release: fetchRelease, build: buildBinary }

async function make(name: BinaryName, how: Obtaining, note: (text: string) => void): Promise<FoundBinary> {
  for (const step of ['release', 'build'] as const) {
    const making = { note, signal: how.signal }
    const path = await orSkipped(place(name, (folder) => checked(name, makers[step](name, folder, making), making)))
    how.signal.throwIfAborted()
    if (!(path instanceof SkippedBinary)) return { path, version: await usableVersion(name, path, how.memory), from: step }
    how.reasons.push({ step, reason: path.message, wrong: true })
    how.progress.say(`${name}: ${step} passed over: ${path.message}`)
  }
  throw new SkippedBinary('it could neither be downloaded nor built')
}

/** A binary is put in its place only after it has run here and printed the expected version. */
async function checked(name: BinaryName, making: Promise<string>, { signal }: Making): Promise<string> {
  const path = await making
  await chmod(path, 0o755)
  const version = await askVersion(name, path, signal)
  if (version !== binaries[name].version) throw new SkippedBinary(`what was installed says that it is ${name} ${version}`)
  return path
}

/** The file system's own errors, as a person needs to hear them. */
function explain(error: unknown): never {
  const refused = error instanceof Error && 'syscall' in error ? stateError(cacheHome(), 'write', error) : error
  if (!(refused instanceof LabError) || refused.code !== 'state') throw refused
  throw new LabError('state', refused.message, { hint: 'check the folder, or set THANOS_LAB_CACHE to another one', cause: error })
}

/** What a program is made with, whichever way. */
export interface Making {
  /** Shows how far it is. */
  note: (text: string) => void
  signal: AbortSignal
}

/** The last lines of what a program said, on one line. */
export function lastWords(text: string): string {
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  return lines.slice(-3).join('; ') || 'it said nothing'
}

/** The error for a program that ended because the disk is full; undefined where it says nothing of the kind. */
export function diskFull(text: string): LabError | undefined {
  const line = text.split('\n').find((one) => /no space left on device|disk quota exceeded/i.test(one))
  return line === undefined
    ? undefined
    : new LabError('no-disk', line.trim(), { hint: 'free some space, or set THANOS_LAB_CACHE to a folder on another disk' })
}

/** Lets a note through at most five times a second: more cannot be read. */
export function seldom(note: (text: string) => void): (text: string) => void {
  let next = 0
  return (text) => {
    if (Date.now() < next) return
    next = Date.now() + 200
    note(text)
  }
}

const home = () => join(cacheHome(), 'binaries')

/** `prometheus-3.16.0-linux-amd64`: what identifies a program in the cache. */
export function idOf(name: BinaryName): string {
  const { os, arch } = thisPlatform()
  return `${name}-${binaries[name].version}-${os}-${arch}`
}

/** Where the lab keeps that program, whether it is there or not. */
export function cachedProgram(name: BinaryName): string {
  return join(home(), idOf(name), name)
}

/** What the labs of this machine lock while they fetch or build that program. */
export function lockOf(name: BinaryName): string {
  return join(home(), idOf(name))
}

/**
 * Lets `make` put a program together in a folder of its own, then moves it to its place in the cache at once: there is
 * never half a program. What a crashed command left is removed first; the caller holds the lock.
 */
export async function place(name: BinaryName, create: (folder: string) => Promise<string>): Promise<string> {
  await clearPartials(name)
  const partial = await mkdtemp(join(home(), `${idOf(name)}.partial-`))
  try {
    const made = await create(partial)
    await mkdir(dirname(cachedProgram(name)), { recursive: true })
    await rename(made, cachedProgram(name))
    return cachedProgram(name)
  } finally {
    // A compiler that was just stopped may still write for a moment.
    await rm(partial, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
  }
}

async function clearPartials(name: BinaryName): Promise<void> {
  const left = (await readdir(home()).catch(() => [])).filter((file) => file.startsWith(`${idOf(name)}.partial-`))
  await Promise.all(left.map((file) => rm(join(home(), file), { recursive: true, force: true })))
}
