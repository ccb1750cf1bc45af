import { copyFile, readdir, rm, stat, truncate } from 'node:fs/promises'
import { join } from 'node:path'

/** The most that a log file holds, bytes: the kubelet's containerLogMaxSize. With what was before it, a log takes twice as much. */
export const MOST_LOG_BYTES = 10 * 1024 * 1024

/** From one look at the logs to the next, ms. */
const LOOK_MS = 60_000

/** Looks again and again whether a log in these folders is too long. */
export function watchLogs(folders: readonly string[]): void {
  setInterval(() => void boundLogs(folders).catch(() => {}), LOOK_MS).unref()
}

/**
 * Of each log that is too long, what is in it becomes `NAME.log.1`, in place of the one before, and the log begins again. The file stays the same one,
 * as the program has it open; what it writes in that very moment is lost.
 */
export async function boundLogs(folders: readonly string[], mostBytes: number = MOST_LOG_BYTES): Promise<void> {
  for (const folder of folders) {
    const names = await readdir(folder).catch(() => [])
    for (const name of names.filter((one) => one.endsWith('.log'))) await bound(join(folder, name), mostBytes)
  }
}

async function bound(log: string, mostBytes: number): Promise<void> {
  const { size } = await stat(log)
  if (size <= mostBytes) return
  const before = `${log}.1`
  // On a full disk there is no space for a copy; then the old lines go, so that there is some again.
  await copyFile(log, before).catch(() => rm(before, { force: true }))
  await truncate(log)
}
