import { join } from 'node:path'
import { removePartials } from './files.ts'
import { sweepLocks } from './lock.ts'
import { labFolder, stateHome } from './paths.ts'

/** Removes what commands that were killed have left of a lab in the state folder, beside its own files. Never throws. */
export async function sweepState(lab: string): Promise<void> {
  const folder = labFolder(lab)
  await Promise.all([
    ...[folder, join(folder, 'faults')].map(removePartials),
    sweepLocks(join(stateHome(), 'locks'), (lock) => lock === lab || lock === `${lab}.supervisor`),
  ])
}
