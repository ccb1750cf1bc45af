import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { LabError, reason } from '../lib/errors.ts'

let writes = 0

/** Writes whole or not at all: to a file beside it, then renamed. Mode 0600. */
export async function writeFileAtomically(file: string, text: string): Promise<void> {
  const beside = `${file}.${process.pid}.${Date.now()}.${(writes += 1)}.partial`
  try {
    await mkdir(dirname(file), { recursive: true })
    await writeFile(beside, text, { mode: 0o600 })
    await rename(beside, file)
  } catch (error) {
    await rm(beside, { force: true }).catch(() => {})
    throw stateError(file, 'write', error)
  }
}

/** The JSON in a file; undefined where there is no such file. Throws `state` where it cannot be read. */
export async function readJson<T>(file: string): Promise<T | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as T
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw stateError(file, 'read', error)
  }
}

/** What the file system refused, as a person needs to hear it. */
export function stateError(file: string, verb: 'read' | 'write', error: unknown): LabError {
  const code = (error as NodeJS.ErrnoException).code
  if (code === 'ENOSPC' || code === 'EDQUOT') return new LabError('no-disk', `No space is left to write ${file}`, { cause: error })
  return new LabError('state', `Could not ${verb} ${file}: ${reason(error)}`, { cause: error })
}
