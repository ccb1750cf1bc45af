import { lstat, readdir, rename, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { reason } from '../lib/errors.ts'
import type { FaultRecord } from './fault-record.ts'
import { readText, stateError, writeFileAtomically } from './files.ts'
import { labFolder } from './paths.ts'

export type { FaultRecord } from './fault-record.ts'

/** A ledger file that cannot be read as a record, and why. */
export interface BadFile {
  file: string
  reason: string
}

export interface Ledger {
  /** The open faults, oldest first. */
  faults: FaultRecord[]
  bad: BadFile[]
}

const ENDING = '.json'

const folderOf = (lab: string) => join(labFolder(lab), 'faults')
const fileOf = (lab: string, id: string) => join(folderOf(lab), `${id}${ENDING}`)

/** Writes the record, down to the disk; called before the fault is injected. */
export async function openFault(record: FaultRecord): Promise<void> {
  await writeFileAtomically(fileOf(record.lab, record.id), `${JSON.stringify(record, null, 2)}\n`)
}

/** Takes a healed fault out. */
export async function closeFault(lab: string, id: string): Promise<void> {
  await rm(fileOf(lab, id), { force: true })
}

/** Whether the fault's file is still there: nobody has healed it. */
export async function isOpenFault({ lab, id }: Pick<FaultRecord, 'lab' | 'id'>): Promise<boolean> {
  return lstat(fileOf(lab, id)).then(
    () => true,
    () => false,
  )
}

/** Every record that can be read, and every file that cannot. Never throws for what lies in the ledger's folder. */
export async function readLedger(lab: string): Promise<Ledger> {
  const folder = folderOf(lab)
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => (error.code === 'ENOENT' ? [] : reason(error)))
  if (typeof names === 'string') return { faults: [], bad: [{ file: folder, reason: names }] }
  const files = names.filter((name) => name.endsWith(ENDING)).sort()
  const read = await Promise.all(files.map((name) => recordIn(join(folder, name), lab)))
  const faults = read.filter((one) => one !== undefined && 'id' in one).sort((a, b) => a.plannedAt.localeCompare(b.plannedAt))
  return { faults, bad: read.filter((one) => one !== undefined && 'file' in one) }
}

/** The open faults of a lab that can be read, oldest first. */
export async function openFaults(lab: string): Promise<FaultRecord[]> {
  return (await readLedger(lab)).faults
}

/** Gives a bad file another name beside its own, so that it is kept, and read no more. Throws `state`. The new name. */
export async function setAside({ file }: BadFile): Promise<string> {
  const taken = await lstat(`${file}.bad`).then(
    () => true,
    () => false,
  )
  const aside = taken ? `${file}.${Date.now()}.bad` : `${file}.bad`
  await rename(file, aside).catch((error: unknown) => {
    throw stateError(file, 'write', error)
  })
  return aside
}

/** Undefined where it was healed meanwhile. */
async function recordIn(file: string, lab: string): Promise<FaultRecord | BadFile | undefined> {
  try {
    // A link may lead anywhere.
    const text = await readText(file, { links: false })
    if (text === undefined) return undefined
    // Only where there is a record: zod's files take a tenth of a second, and most commands meet an empty ledger.
    const { readRecord } = await import('./fault-record.ts')
    return readRecord(text, lab, basename(file, ENDING))
  } catch (error) {
    return { file, reason: reason(error) }
  }
}
