import { existsSync } from 'node:fs'
import { readdir, rmdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { removePartials } from './files.ts'
import { sweepLocks } from './lock.ts'
import { labFolder, stateHome } from './paths.ts'
import { runFile, runIds } from './run-ids.ts'

/** Removes what commands that were killed have left of a lab in the state folder, and of what all labs share, beside its own files. Never throws. */
export async function sweepState(lab: string): Promise<void> {
  const folder = labFolder(lab)
  const shared = [join(stateHome(), 'lessons'), ...(await withFolders(join(stateHome(), 'class')))]
  await Promise.all([
    ...[folder, join(folder, 'faults'), ...shared].map(removePartials),
    sweepRuns(),
    sweepLocks(join(stateHome(), 'locks'), (lock) => lock === lab || lock === `${lab}.supervisor`),
  ])
}

/** A command that was killed while it saved its run leaves the folder, without the run. */
async function sweepRuns(): Promise<void> {
  const unsaved = (await runIds()).map(runFile).filter((file) => !existsSync(file))
  for (const folder of unsaved.map(dirname)) {
    // One that is empty may be that of a command which is about to write.
    if ((await removePartials(folder)) > 0) await rmdir(folder).catch(() => {})
  }
}

/** A folder, and those in it. */
async function withFolders(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  return [folder, ...entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(folder, name))]
}
