import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { RuntimeName, Settings } from '../model/lab.ts'
import { readJson, writeFileAtomically } from './files.ts'
import { labFolder, stateHome } from './paths.ts'

/** What is kept of a lab from the first moment of `up`, so that a half-made one is known as ours. */
export interface LabRecord {
  name: string
  runtime: RuntimeName
  settings: Settings
  createdAt: string
  /** `making` until every part was ready once. */
  state: 'making' | 'made'
  /** The runtime's own facts: ports, container ids. */
  facts: Record<string, unknown>
}

const fileOf = (name: string) => join(labFolder(name), 'lab.json')

export async function readLab(name: string): Promise<LabRecord | undefined> {
  const record = await readJson<LabRecord>(fileOf(name))
  // The name is that of the folder, whatever the file says.
  return record && { ...record, name }
}

export async function writeLab(record: LabRecord): Promise<void> {
  await writeFileAtomically(fileOf(record.name), `${JSON.stringify(record, null, 2)}\n`)
}

/** Removes the lab's folder; runs are kept elsewhere. */
export async function forgetLab(name: string): Promise<void> {
  await rm(labFolder(name), { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
}

/** Names of all labs that were made and not removed. */
export async function labNames(): Promise<string[]> {
  return readdir(join(stateHome(), 'labs')).catch(() => [])
}
