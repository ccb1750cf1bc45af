import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { runsFolder } from './paths.ts'

/* What runs are kept, without a look into one. */

/** An id that sorts by time and says what was run: `20261122T181718Z-kill-replica`. */
export function newRunId(scenario: string, now: Date): string {
  const stamp = now.toISOString().replaceAll(/[-:]|\.\d+/g, '')
  return `${stamp}-${scenario.replaceAll(/[^a-z0-9-]+/gi, '-').slice(0, 60)}-${Math.random().toString(36).slice(2, 6)}`
}

/** Where a run is kept. */
export function runFile(id: string): string {
  return join(runsFolder(), id, 'run.json')
}

/** The shape that `newRunId` gives; whatever else lies in the folder is no run. */
const ID = /^\d{8}T\d{6}Z-[a-z0-9-]*$/i

/** Whether a text has the shape of an id: it is a folder's name then, and leads nowhere else. */
export function isRunId(text: string): boolean {
  return ID.test(text)
}

/** Ids of the runs kept, newest first. */
export async function runIds(): Promise<string[]> {
  const names = await readdir(runsFolder()).catch(() => [])
  return names.filter(isRunId).sort().reverse()
}
