import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { LabError } from '../errors.ts'
import type { Run } from '../journal.ts'
import { readJson, writeWhole } from './files.ts'
import { runsFolder } from './paths.ts'
import { upgraded } from './run-format.ts'

/** An id that sorts by time and says what was played: `20261122T181718Z-kill-replica`. */
export function newRunId(scenario: string, now: Date): string {
  const stamp = now.toISOString().replaceAll(/[-:]|\.\d+/g, '')
  return `${stamp}-${scenario.replaceAll(/[^a-z0-9-]+/gi, '-').slice(0, 60)}-${Math.random().toString(36).slice(2, 6)}`
}

/** Where a run is kept. */
export function runFile(id: string): string {
  return join(runsFolder(), id, 'run.json')
}

export async function saveRun(run: Run): Promise<string> {
  const file = runFile(run.id)
  await writeWhole(file, `${JSON.stringify(run)}\n`)
  return file
}

/** The shape that `newRunId` gives; whatever else lies in the folder is no run. */
const ID = /^\d{8}T\d{6}Z-/

/** Ids of the runs kept, newest first. */
export async function runIds(): Promise<string[]> {
  const names = await readdir(runsFolder()).catch(() => [])
  return names
    .filter((name) => ID.test(name))
    .sort()
    .reverse()
}

/** A run by its id, its `run.json`, or the newest. Throws `no-run`. */
export async function loadRun(which: string | undefined): Promise<Run> {
  const file = await fileOf(which)
  const run = await readJson<Run>(file).catch((error: unknown) => {
    throw new LabError('no-run', `${file} is not a run: it is not JSON`, { cause: error })
  })
  if (run === undefined) throw new LabError('no-run', `There is no run ${which ?? ''} (looked for ${file})`)
  if (typeof run !== 'object' || run === null || run.schemaVersion !== 1 || typeof run.series !== 'object' || run.series === null)
    throw new LabError('no-run', `${file} is not a run of this version of thanos-lab (schemaVersion 1)`)
  return upgraded(run, file)
}

async function fileOf(which: string | undefined): Promise<string> {
  if (which === undefined) {
    const [newest] = await runIds()
    if (newest === undefined) throw new LabError('no-run', 'No run is kept yet', { hint: 'thanos-lab chaos kill-replica' })
    return runFile(newest)
  }
  const there = await stat(which).catch(() => undefined)
  if (there?.isFile()) return which
  if (/[/\\]|^\.+$/.test(which)) throw new LabError('no-run', `There is no file ${which}`)
  return runFile(which)
}
