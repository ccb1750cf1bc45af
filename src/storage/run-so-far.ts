import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { isRunning, thisProcess } from '../lib/processes.ts'
import type { RunSoFar } from '../model/live.ts'
import { run } from '../model/run.ts'
import { readText, writeFileAtomically } from './files.ts'
import { labFolder } from './paths.ts'
import { fitted } from './state-file.ts'

/*
 * The run that goes on in a lab, for whoever watches from another process. The command that runs it keeps the file as new as it can, and removes it
 * at the end; one that a killed command left is not believed.
 */

const { id, scenario, startedAt, versions, faults } = run.shape

const soFarSchema = z.object({
  /** The process that writes it: its number, and when it started. */
  pid: z.int().positive(),
  started: z.string(),
  id,
  scenario,
  startedAt,
  from: z.number(),
  versions,
  faults,
  preferred: z.string().nullable(),
  victim: z.string().exactOptional(),
  steps: z.array(z.object({ step: z.string(), ms: z.number().exactOptional() })),
})

const fileOf = (lab: string) => join(labFolder(lab), 'run-so-far.json')

export interface SoFarFile {
  /** Writes in the background: one write at a time, and of several that come meanwhile the last. A write that fails is left out. */
  keep(soFar: RunSoFar): void
  /** Removes the file, after a write that is under way. */
  remove(): Promise<void>
}

export function soFarFile(lab: string): SoFarFile {
  const file = fileOf(lab)
  let next: RunSoFar | undefined
  let writing: Promise<void> | undefined
  const writeAll = async () => {
    for (let soFar = next; soFar !== undefined; soFar = next) {
      next = undefined
      await write(file, soFar).catch(() => {})
    }
    writing = undefined
  }
  return {
    keep(soFar) {
      // As it is now: the runner goes on with the same objects.
      next = structuredClone(soFar)
      writing ??= writeAll()
    },
    async remove() {
      next = undefined
      await writing
      await rm(file, { force: true }).catch(() => {})
    },
  }
}

async function write(file: string, soFar: RunSoFar): Promise<void> {
  await writeFileAtomically(file, JSON.stringify({ ...(await thisProcess()), ...soFar }))
}

/** The run that goes on in a lab; null where none does. Never throws. */
export async function readRunSoFar(lab: string): Promise<RunSoFar | null> {
  try {
    const text = await readText(fileOf(lab))
    if (text === undefined) return null
    const { pid, started, ...soFar } = fitted(text, soFarSchema)
    return (await isRunning({ pid, started })) ? soFar : null
  } catch {
    return null
  }
}
