import { existsSync } from 'node:fs'
import { readdir, rmdir, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { z } from 'zod'
import { LabError, reason } from '../lib/errors.ts'
import { FORMAT } from '../model/lab-defaults.ts'
import { type Run, run as runSchema } from '../model/run.ts'
import { parseJson, readText, writeFileAtomically } from './files.ts'
import { runFile, runIds } from './run-ids.ts'

export async function saveRun(run: Run): Promise<string> {
  const file = runFile(run.id)
  try {
    await writeFileAtomically(file, `${JSON.stringify(run)}\n`)
  } catch (error) {
    // A folder without a run would be listed as one that cannot be read.
    await rmdir(dirname(file)).catch(() => {})
    throw error
  }
  return file
}

/** A run by its id, its `run.json`, or the newest. Throws `no-run`. */
export async function loadRun(which: string | undefined): Promise<Run> {
  const file = await fileOf(which)
  return checked(await valueIn(file, which), file, runSchema)
}

async function valueIn(file: string, which = ''): Promise<unknown> {
  const text = await readText(file).catch((error: unknown) => refuse(file, error))
  if (text === undefined) throw new LabError('no-run', `There is no run ${which} (looked for ${file})`)
  try {
    return parseJson(text)
  } catch (error) {
    return refuse(file, error)
  }
}

function refuse(file: string, error: unknown): never {
  throw new LabError('no-run', `${file} is not a run: ${reason(error)}`, { cause: error })
}

/** The runs that are named, or the newest one. A folder stands for all runs in it, the oldest first. Throws `no-run`. */
export async function loadRuns(which: readonly string[]): Promise<Run[]> {
  if (which.length === 0) return [await loadRun(undefined)]
  const files = (await Promise.all(which.map(filesOf))).flat()
  const runs: Run[] = []
  for (const file of files) runs.push(await loadRun(file))
  return runs
}

async function filesOf(which: string): Promise<string[]> {
  const there = await stat(which).catch(() => undefined)
  if (there?.isDirectory() !== true) return [which]
  const all = await readdir(which, { recursive: true }).catch((error: unknown) => {
    throw new LabError('no-run', `The runs in ${which} cannot be listed: ${reason(error)}`, {
      hint: 'name the runs, not their folder',
      cause: error,
    })
  })
  const names = all.filter((name) => basename(name) === 'run.json').sort()
  if (names.length === 0) throw new LabError('no-run', `There is no run.json in ${which}, or below it`)
  return names.map((name) => join(which, name))
}

/** What a list of runs says of one. */
const summarySchema = z.object({
  scenario: z.object({ name: z.string(), outcome: runSchema.shape.verdict }),
  ...runSchema.pick({ runtime: true, verdict: true, startedAt: true }).shape,
})

export type RunSummary = z.infer<typeof summarySchema>

/** The summary of the run with that id; the other parts of its file are not checked. Throws `no-run`. */
export async function loadSummary(id: string): Promise<RunSummary> {
  const file = runFile(id)
  return checked(await valueIn(file, id), file, summarySchema)
}

/** The schema checks each part that its reader relies on. */
function checked<T>(value: unknown, file: string, schema: z.ZodType<T>): T {
  const format = typeof value === 'object' && value !== null && 'format' in value ? value.format : undefined
  // The number cannot tell whether that version is newer or older: before the first release, formats were counted from 1 again.
  if (typeof format === 'number' && format !== FORMAT)
    throw new LabError(
      'no-run',
      `${file} was recorded by another version of thanos-lab: its format is ${format}, this version reads format ${FORMAT}`,
      { hint: 'thanos-lab runs lists the saved runs; thanos-lab chaos SCENARIO records a new one' },
    )
  const { success, data, error } = schema.safeParse(value)
  if (success) return data
  const [issue] = error.issues
  const misfit = [issue?.path.join('.'), issue?.message].filter(Boolean).join(': ')
  throw new LabError('no-run', `${file} is not a run of this version of thanos-lab: ${misfit}`)
}

async function fileOf(which: string | undefined): Promise<string> {
  if (which === undefined) {
    // A command that was killed may have left a folder without a run.
    const newest = (await runIds()).find((id) => existsSync(runFile(id)))
    if (newest === undefined) throw new LabError('no-run', 'No run is kept yet', { hint: 'thanos-lab chaos kill-replica' })
    return runFile(newest)
  }
  const there = await stat(which).catch(() => undefined)
  if (there?.isFile()) return which
  if (/[/\\]|^\.+$/.test(which)) throw new LabError('no-run', `There is no file ${which}`)
  return runFile(which)
}
