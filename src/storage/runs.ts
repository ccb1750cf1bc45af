import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { LabError } from '../lib/errors.ts'
import type { ProbeResult, Run } from '../model/run.ts'
import { readJson, writeFileAtomically } from './files.ts'
import { runsFolder } from './paths.ts'

/** The format that runs are written in. A reader takes this and every one before it. */
export const FORMAT = 2

/** From the format of that number to the next one: what was written otherwise is brought into today's shape. */
const STEPS: Record<number, (run: Run) => Run> = {
  1: withWarnings,
}

/** A run of any format as it would be written today. Throws `no-run` for one that a newer thanos-lab wrote. */
export function upgraded(run: Run, file: string): Run {
  const { format = 1 } = run
  if (!Number.isInteger(format) || format < 1 || format > FORMAT)
    throw new LabError('no-run', `${file} has the format ${format}, and this thanos-lab reads 1 to ${FORMAT}`, {
      hint: 'a newer thanos-lab wrote it: use that one',
    })
  let now = run
  for (let step = format; step < FORMAT; step += 1) now = STEPS[step]?.(now) ?? now
  return { ...now, format: FORMAT }
}

/** A beat of the first format told of one warning, in its detail; now it lists them. */
function withWarnings(run: Run): Run {
  const probes = Object.entries(run.probes ?? {}).map(([name, beats]) => [name, beats.map(withWarning)] as const)
  return { ...run, probes: Object.fromEntries(probes) }
}

const WARNING = 'warning: '

function withWarning(beat: ProbeResult): ProbeResult {
  const { detail, warnings } = beat
  return warnings === undefined && detail?.startsWith(WARNING) === true ? { ...beat, warnings: [detail.slice(WARNING.length)] } : beat
}

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
  await writeFileAtomically(file, `${JSON.stringify(run)}\n`)
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
