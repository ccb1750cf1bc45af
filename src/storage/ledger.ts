import { lstat, open, readdir, readFile, rename, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { z } from 'zod'
import { reason } from '../lib/errors.ts'
import { stateError, writeFileAtomically } from './files.ts'
import { labFolder } from './paths.ts'

/* What a ledger file may hold. A later command reads it, so nothing of it is trusted. */

/** An id is a file's name too: no dot, no slash. */
const faultId = z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'not an id')

const outage = z.object({
  replica: z.string(),
  how: z.enum(['away', 'failing', 'unread', 'lost']),
  target: z.string().exactOptional(),
  ms: z.number().exactOptional(),
  some: z.object({ fails: z.number(), of: z.number() }).exactOptional(),
})

/**
 * A fault as it was planned: enough to verify it, and to undo it from this file alone after a crash.
 * It is in the ledger from before anything is done until it is healed.
 */
export const faultRecordSchema = z.object({
  id: faultId,
  /** Name in the catalogue of faults. */
  fault: z.string(),
  lab: z.string(),
  /** The pod, or `pod/container`. */
  target: z.string(),
  /** The replica that it hits, where it hits one. */
  replica: z.string().exactOptional(),
  /** Every pod that it takes away, where they are more than its target says. */
  pods: z.array(z.string()).exactOptional(),
  /** Its effects on the replicas' samples, one after the other; none where that cannot be predicted. */
  outages: z.array(outage).exactOptional(),
  plannedAt: z.iso.datetime(),
  /** Unix ms when it ends by itself, at the latest. */
  endsBy: z.number(),
  /** False where it lasts until it is healed, and `endsBy` is only its longest time. */
  endsItself: z.boolean().exactOptional(),
  /** The fault's own: what inject, verify and heal need. */
  undo: z.record(z.string(), z.unknown()),
})

export type FaultRecord = z.output<typeof faultRecordSchema>

/** The record in a ledger file of that lab and id. Throws an error that says what does not fit. */
export function readRecord(text: string, lab: string, name: string): FaultRecord {
  const { error, data } = faultRecordSchema.safeParse(parsed(text))
  if (error !== undefined) throw new Error(error.issues.map(issueText).join('; '))
  if (data.id !== name) throw new Error(`it has the id ${JSON.stringify(data.id)}, not ${name}`)
  if (data.lab !== lab) throw new Error(`it is of the lab ${JSON.stringify(data.lab)}, not ${lab}`)
  return data
}

function parsed(text: string): unknown {
  if (text.trim() === '') throw new Error('it is empty')
  try {
    return JSON.parse(text)
  } catch {
    throw new Error('it is not JSON')
  }
}

function issueText({ path, message }: z.core.$ZodIssue): string {
  return path.length === 0 ? message : `${path.join('.')}: ${message}`
}

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
  const file = fileOf(record.lab, record.id)
  await writeFileAtomically(file, `${JSON.stringify(record, null, 2)}\n`)
  await synced(file)
}

/** Takes a healed fault out. */
export async function closeFault(lab: string, id: string): Promise<void> {
  await rm(fileOf(lab, id), { force: true })
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
    // A pipe would never end, and a link may lead anywhere.
    if (!(await lstat(file)).isFile()) throw new Error('it is not a file')
    return readRecord(await readFile(file, 'utf8'), lab, basename(file, ENDING))
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? undefined : { file, reason: reason(error) }
  }
}

/** A machine that loses its power leaves an empty file otherwise. */
async function synced(file: string): Promise<void> {
  const handle = await open(file, 'r+')
  await handle.sync().finally(() => handle.close())
}
