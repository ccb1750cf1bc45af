import { realpathSync } from 'node:fs'
import { isAbsolute, relative } from 'node:path'
import type { LabPlan } from './plan.ts'

/**
 * Why a plan is not one of the lab in that folder, in words; undefined where it is. The supervisor writes to its paths and empties its volumes, so a plan that
 * was copied from another lab, or changed, must not lead it to files that are not this lab's.
 */
export function foreignIn({ folder: planned, slots }: Pick<LabPlan, 'folder' | 'slots'>, folder: string): string | undefined {
  // The same folder may be named by another path, through a link.
  if (planned !== folder && realPath(planned) !== realPath(folder)) return `it is the plan of the lab in ${planned}`
  const paths = slots.flatMap(({ volumes, endpointFiles }) => [
    ...volumes.map((volume) => volume.folder),
    ...endpointFiles.map(({ file }) => file),
  ])
  const outside = paths.find((path) => !isInside(path, planned))
  return outside === undefined ? undefined : `${outside} is not in the lab's folder`
}

function isInside(path: string, folder: string): boolean {
  const from = relative(folder, path)
  return isAbsolute(path) && from !== '' && from !== '..' && !from.startsWith('../') && !isAbsolute(from)
}

/** Of one that is not there: its own name, which no other has. */
function realPath(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    return `not there: ${path}`
  }
}
