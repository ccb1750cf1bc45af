import { lstat, readdir, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { stateError } from './files.ts'
import { runFile, runIds } from './run-ids.ts'

/* Which saved runs are old, and their removal. */

/** The most runs that are kept. A run is about 0.1 MB, so all of them are about 0.5 GB. */
export const MOST_RUNS = 5000

export interface OldRuns {
  /** So many of the newest are none of them. */
  keep?: number
  /** Only those that were started so long ago, ms. */
  olderThanMs?: number
}

/** Of ids, newest first, those that every limit given calls old. */
export function oldRuns(ids: readonly string[], { keep = 0, olderThanMs = 0 }: OldRuns, now: number): string[] {
  return ids.slice(keep).filter((id) => now - startOf(id) >= olderThanMs)
}

/** Unix ms, from the id: `20261122T181718Z-kill-replica-ab12`. */
function startOf(id: string): number {
  return Date.parse(id.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z-.*$/, '$1-$2-$3T$4:$5:$6Z'))
}

/** How many bytes these runs take. */
export async function sizeOfRuns(ids: readonly string[]): Promise<number> {
  let bytes = 0
  for (const id of ids) bytes += await sizeOf(dirname(runFile(id)))
  return bytes
}

async function sizeOf(folder: string): Promise<number> {
  const names = await readdir(folder).catch(() => [])
  const sizes = await Promise.all(
    names.map((name) =>
      lstat(join(folder, name)).then(
        ({ size }) => size,
        () => 0,
      ),
    ),
  )
  return sizes.reduce((sum, size) => sum + size, 0)
}

/** Removes these runs. Throws `state` where the file system refuses; those before it are gone. */
export async function removeRuns(ids: readonly string[]): Promise<void> {
  for (const id of ids) {
    const folder = dirname(runFile(id))
    await rm(folder, { recursive: true, force: true }).catch((error: unknown) => {
      throw stateError(folder, 'write', error)
    })
  }
}

/** Removes the oldest beyond `MOST_RUNS`; their ids. */
export async function boundRuns(): Promise<string[]> {
  const old = oldRuns(await runIds(), { keep: MOST_RUNS }, Date.now())
  await removeRuns(old)
  return old
}
