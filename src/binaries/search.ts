import { constants } from 'node:fs'
import { access, stat } from 'node:fs/promises'
import { delimiter, isAbsolute, join, resolve } from 'node:path'
import type { BinaryName, FoundBinary, SearchStep } from './binaries.ts'
import { cachedProgram } from './cache.ts'
import { orSkipped, SkippedBinary, type Reasons } from './errors.ts'
import type { VersionMemory } from './version-cache.ts'
import { usableVersion } from './version.ts'

export interface Searched {
  found?: FoundBinary
  skipped: Reasons
}

/** Searches where nothing has to be downloaded or built: the folder that the user names, PATH, the lab's cache. */
export async function search(name: BinaryName, folder: string | undefined, memory: VersionMemory): Promise<Searched> {
  const skipped: Reasons = []
  const named = folder || process.env['THANOS_LAB_BINARIES']
  const places: [step: SearchStep, programs: string[], nothing: string][] = [
    ['folder', named ? [resolve(named, name)] : [], named ? '' : 'none is named (THANOS_LAB_BINARIES)'],
    ['path', filesOnPath(name), 'it is not on PATH'],
    ['cache', [cachedProgram(name)], ''],
  ]
  for (const [step, programs, nothing] of places) {
    const { found, wrong } = await firstUsable(name, programs, memory)
    if (wrong.length > 0) skipped.push({ step, reason: wrong.join('; '), wrong: true })
    if (found !== undefined) return { found: { ...found, from: step }, skipped }
    if (wrong.length === 0) skipped.push({ step, reason: nothing || `there is no ${programs.join('')}`, wrong: false })
  }
  return { skipped }
}

/** The binary in the lab's cache; another lab may have put it there since the last search. */
export async function searchCache(name: BinaryName, memory: VersionMemory): Promise<FoundBinary | undefined> {
  const { found } = await firstUsable(name, [cachedProgram(name)], memory)
  return found === undefined ? undefined : { ...found, from: 'cache' }
}

/** The first of these files that is there and usable, and why those before it are not. */
async function firstUsable(name: BinaryName, programs: string[], memory: VersionMemory) {
  const wrong: string[] = []
  for (const path of programs) {
    if (!(await isProgram(path))) continue
    const version = await orSkipped(usableVersion(name, path, memory))
    if (!(version instanceof SkippedBinary)) return { found: { path, version }, wrong }
    wrong.push(version.message)
  }
  return { found: undefined, wrong }
}

/** Where a program of that name would be on PATH, first come first. */
export function filesOnPath(name: string): string[] {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => isAbsolute(folder))
  return [...new Set(folders)].map((folder) => join(folder, name))
}

/** Whether a file is there and may be run. */
export async function isProgram(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK)
    return (await stat(path)).isFile()
  } catch {
    return false
  }
}
