import { existsSync } from 'node:fs'
import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { command } from '../lib/command.ts'
import { LabError } from '../lib/errors.ts'
import { stateError, writeFileAtomically } from './files.ts'
import { LAB_FORMAT } from '../model/lab-defaults.ts'
import type { LabRecord } from './lab-record.ts'
import { labFolder, stateHome } from './paths.ts'
import { readStateFile } from './state-file.ts'

export type { LabRecord } from './lab-record.ts'

const fileOf = (name: string) => join(labFolder(name), 'lab.json')
const schema = async () => (await import('./lab-record.ts')).labRecordSchema

/** What is kept of a lab; undefined where there is none. Throws `state` where the file cannot be read. */
export async function readLab(name: string): Promise<LabRecord | undefined> {
  const record = await readStateFile(fileOf(name), schema, {
    lost: `The runtime and the settings of the lab "${name}" are lost.`,
    hint: `${command('down', name)}, which removes what is left of it, then ${command('up', name)}`,
  })
  // The name is that of the folder, whatever the file says.
  return record && { ...record, name }
}

export async function writeLab(record: LabRecord): Promise<void> {
  await writeFileAtomically(fileOf(record.name), `${JSON.stringify({ format: LAB_FORMAT, ...record }, null, 2)}\n`)
}

/** Removes the lab's folder; runs are kept elsewhere. Throws `uncleaned` where the folder, or a part of it, stays; `state` where none can be there. */
export async function forgetLab(name: string): Promise<void> {
  const folder = labFolder(name)
  await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }).catch((error: unknown) => {
    const refused = stateError(folder, 'remove', error)
    if (!existsSync(folder)) throw refused
    throw new LabError('uncleaned', refused.message, { hint: `remove ${folder}, then ${command('down', name)}`, cause: error })
  })
}

/** Names of all labs that were made and not removed. */
export async function labNames(): Promise<string[]> {
  return readdir(join(stateHome(), 'labs')).catch(() => [])
}
