import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Outage } from '../model/outage.ts'
import { readJson, writeFileAtomically } from './files.ts'
import { labFolder } from './paths.ts'

/**
 * A fault as it was planned: enough to prove it, and to undo it from this file alone after a crash.
 * It is in the ledger from before anything is done until it is healed.
 */
export interface FaultRecord {
  id: string
  /** Name in the catalogue of faults. */
  fault: string
  lab: string
  /** The pod, or `pod/container`. */
  target: string
  /** The replica that it hits, where it hits one. */
  replica?: string
  /** Every pod that it takes away, where they are more than its target says. */
  hits?: string[]
  /** What it is to do to what replicas have, one after the other; none where that cannot be foretold. */
  outages?: Outage[]
  plannedAt: string
  /** Unix ms when it ends by itself, at the latest. */
  endsBy: number
  /** False where it lasts until it is healed, and `endsBy` is only its longest time. */
  endsItself?: boolean
  /** The fault's own: what inject, prove and heal need. */
  undo: Record<string, unknown>
}

const folderOf = (lab: string) => join(labFolder(lab), 'faults')
const fileOf = (lab: string, id: string) => join(folderOf(lab), `${id}.json`)

/** Writes the record; called before the fault is injected. */
export async function openFault(record: FaultRecord): Promise<void> {
  await writeFileAtomically(fileOf(record.lab, record.id), `${JSON.stringify(record, null, 2)}\n`)
}

/** Takes a healed fault out. */
export async function closeFault(lab: string, id: string): Promise<void> {
  await rm(fileOf(lab, id), { force: true })
}

/** The open faults of a lab, oldest first. */
export async function openFaults(lab: string): Promise<FaultRecord[]> {
  const files = (await readdir(folderOf(lab)).catch(() => [])).filter((file) => file.endsWith('.json'))
  const records = await Promise.all(files.map((file) => readJson<FaultRecord>(join(folderOf(lab), file))))
  return records.filter((record) => record !== undefined).sort((a, b) => a.plannedAt.localeCompare(b.plannedAt))
}
