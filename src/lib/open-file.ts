import { closeSync, constants, fstatSync, lstatSync, openSync, rmSync } from 'node:fs'

/**
 * A descriptor to write into the file at a path; it is made where there is none. What stands there and is no file would hold up whoever opens it (a pipe that
 * nobody reads) or take nothing (a folder): it is removed, and a file takes its place. A device is the machine's, and never removed: it throws, as where no
 * file can be made. `how`: flags besides writing, such as O_APPEND. Throws Node's error.
 */
export function openAsFile(path: string, how = 0): number {
  // Without O_NONBLOCK, to open a pipe waits for its other end.
  const open = () => openSync(path, constants.O_WRONLY | constants.O_CREAT | constants.O_NONBLOCK | how)
  try {
    const descriptor = open()
    if (fstatSync(descriptor).isFile()) return descriptor
    closeSync(descriptor)
  } catch (error) {
    // What Linux says of a pipe that nobody reads and of a folder (open(2)).
    if (!['ENXIO', 'EISDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error
  }
  const there = lstatSync(path, { throwIfNoEntry: false })
  if (there?.isCharacterDevice() === true || there?.isBlockDevice() === true)
    throw Object.assign(new Error(`${path} is a device, not a file`), { code: 'EEXIST' })
  rmSync(path, { recursive: true, force: true })
  return open()
}
