import { exec } from '../lib/exec.ts'
import { binaries, type BinaryName, fits } from './binaries.ts'
import { SkippedBinary } from './errors.ts'
import type { VersionMemory } from './version-cache.ts'

/** How long a program may take to tell its version, ms: generous, for a cold disk and a busy machine. */
const PATIENCE_MS = 15_000

/** The version of the program at `path`. Throws SkippedBinary where it is not one that the lab can use. */
export async function usableVersion(name: BinaryName, path: string, memory: VersionMemory): Promise<string> {
  const version = await memory.versionOf(path, name, () => askVersion(name, path))
  if (!(await fits(name, version))) throw new SkippedBinary(`${path} is ${version}, and the lab needs ${binaries[name].range}`)
  return version
}

/** The version that a program tells when it is run. Throws SkippedBinary where it tells none. */
export async function askVersion(name: BinaryName, path: string, signal?: AbortSignal): Promise<string> {
  const { versionArgs, tells } = binaries[name]
  const answer = await exec(path, versionArgs, { timeoutMs: PATIENCE_MS, ...(signal === undefined ? {} : { signal }) })
  signal?.throwIfAborted()
  const version = tells.exec(`${answer.stdout}\n${answer.stderr}`)?.[1]
  if (answer.ok && version !== undefined) return version
  const how = answer.missing ? 'could not be started' : answer.timedOut ? 'did not answer in time' : 'does not tell a version of ' + name
  throw new SkippedBinary(`${path} ${how} (tried: ${[name, ...versionArgs].join(' ')})`)
}
