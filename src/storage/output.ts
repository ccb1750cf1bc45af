import { constants } from 'node:fs'
import { open, readlink, realpath, stat, writeFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { LabError } from '../lib/errors.ts'
import { stateError, writeFileAtomically } from './files.ts'

/** Where a command writes what its user has asked for. */
interface Output {
  /** With its links followed: a link stays, and what it leads to is written. */
  path: string
  /** False: something stands there that is no file, such as a device or a pipe, which is never replaced. */
  isFile: boolean
}

/**
 * Writes the file that a user has named (`-o FILE`). A file is written whole or not at all. What is no file is written into, as the shell's `>` does, and stays: to
 * put a file in the place of /dev/null would break the machine of a user who is root. Throws `state` or `no-disk`.
 */
export async function writeOutput(file: string, text: string): Promise<void> {
  const { path, isFile } = await outputAt(file)
  if (isFile) return writeFileAtomically(path, text)
  try {
    // Without O_NONBLOCK, to open a pipe waits until someone reads it. It is opened twice, as one that does not wait would not take a long text.
    const first = await open(path, constants.O_WRONLY | constants.O_NONBLOCK)
    await writeFile(path, text).finally(async () => first.close())
  } catch (error) {
    throw stateError(file, 'write', error)
  }
}

/** The place of an output that has to be a file. Throws `state` where something else stands there. */
export async function fileForOutput(file: string): Promise<string> {
  const { path, isFile } = await outputAt(file)
  if (!isFile) throw new LabError('state', `Could not write ${file}: it is not a file`, { hint: 'choose another file for -o' })
  return path
}

async function outputAt(file: string): Promise<Output> {
  try {
    const about = await stat(file)
    const isFile = about.isFile() || about.isDirectory()
    // The links of /proc/self/fd (which /dev/stdout is) lead to no path that could be opened.
    return { path: isFile ? await realpath(file) : file, isFile }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw stateError(file, 'write', error)
    // A link to nothing yet: what it names is made, as by the shell's `>`. A loop of links is not ENOENT.
    const leadsTo = await readlink(file).catch(() => undefined)
    return leadsTo === undefined ? { path: file, isFile: true } : outputAt(resolve(await realpath(dirname(file)), leadsTo))
  }
}
