import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { RunSoFar } from '../model/live.ts'
import { run } from '../model/run.ts'
import { writeFileAtomically } from './files.ts'
import { labFolder } from './paths.ts'

/*
 * The run that goes on in a lab, for whoever watches from another process. The command that runs it keeps the file as new as it can, and removes it
 * at the end; one that a killed command left is not believed.
 */

const { id, scenario, startedAt, versions, faults } = run.shape

const soFarSchema = z.object({
  /** Of the process that writes it. */
  pid: z.int().positive(),
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
  let next: string | undefined
  let writing: Promise<void> | undefined
  const writeAll = async () => {
    for (let text = next; text !== undefined; text = next) {
      next = undefined
      await writeFileAtomically(file, text).catch(() => {})
    }
    writing = undefined
  }
  return {
    keep(soFar) {
      // As it is now: the runner goes on with the same objects.
      next = JSON.stringify({ pid: process.pid, ...soFar })
      writing ??= writeAll()
    },
    async remove() {
      next = undefined
      await writing
      await rm(file, { force: true }).catch(() => {})
    },
  }
}

/** The run that goes on in a lab; null where none does. Never throws. */
export async function readRunSoFar(lab: string): Promise<RunSoFar | null> {
  try {
    const { pid, ...soFar } = soFarSchema.parse(JSON.parse(await readFile(fileOf(lab), 'utf8')))
    return isAlive(pid) ? soFar : null
  } catch {
    return null
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    // It is there, and belongs to somebody else.
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
