import { chmod } from 'node:fs/promises'
import { LabError } from '../lib/errors.ts'
import type { Progress } from '../lib/progress.ts'
import { stateError } from '../storage/files.ts'
import { withLock } from '../storage/lock.ts'
import { cacheHome } from '../storage/paths.ts'
import { binaries, type BinaryName, type FoundBinary } from './binaries.ts'
import { buildBinary } from './build.ts'
import { lockOf, place } from './cache.ts'
import { orSkipped, SkippedBinary, type Reasons } from './errors.ts'
import type { Making } from './making.ts'
import { fetchRelease } from './release.ts'
import { searchCache } from './search.ts'
import { weakenedChecks } from './unchecked.ts'
import type { VersionMemory } from './version-cache.ts'
import { askVersion, usableVersion } from './version.ts'

export interface Obtaining {
  progress: Progress
  memory: VersionMemory
  /** The user's, or the deadline's. */
  signal: AbortSignal
  /** The user's alone: where the time is over while another lab is waited for, that one is the reason, and not the end of this work. */
  user: AbortSignal
  /** How long another lab that makes the same program is waited for, ms. */
  leftMs: number
  /** Filled with why each step was skipped. */
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
      signal: how.user,
    }
    return withLock(lockOf(name), lock, async () => (await searchCache(name, how.memory)) ?? make(name, how, note)).catch(explain)
  })
}

const makers = { release: fetchRelease, build: buildBinary }

async function make(name: BinaryName, how: Obtaining, note: (text: string) => void): Promise<FoundBinary> {
  for (const line of weakenedChecks(process.env)) how.progress.warn(line)
  for (const step of ['release', 'build'] as const) {
    const making = { note, signal: how.signal }
    const path = await orSkipped(place(name, (folder) => checked(name, makers[step](name, folder, making), making)))
    how.signal.throwIfAborted()
    if (!(path instanceof SkippedBinary)) return { path, version: await usableVersion(name, path, how.memory), from: step }
    how.reasons.push({ step, reason: path.message, wrong: true })
    how.progress.say(`${name}: ${step} skipped: ${path.message}`)
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
