import { mkdtemp, readdir, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { makeFolder } from '../storage/files.ts'
import { cacheHome } from '../storage/paths.ts'
import { binaries, type BinaryName, thisPlatform } from './binaries.ts'

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
export async function place(name: BinaryName, make: (folder: string) => Promise<string>): Promise<string> {
  await clearPartials(name)
  const partial = await mkdtemp(join(home(), `${idOf(name)}.partial-`))
  try {
    const made = await make(partial)
    await makeFolder(dirname(cachedProgram(name)))
    await rename(made, cachedProgram(name))
    return cachedProgram(name)
  } finally {
    // A compiler that was just told to end may still write for a moment.
    await rm(partial, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
  }
}

async function clearPartials(name: BinaryName): Promise<void> {
  const left = (await readdir(home()).catch(() => [])).filter((file) => file.startsWith(`${idOf(name)}.partial-`))
  await Promise.all(left.map((file) => rm(join(home(), file), { recursive: true, force: true })))
}
