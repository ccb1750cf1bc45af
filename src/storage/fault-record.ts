import { z } from 'zod'
import { fitted } from './state-file.ts'

/* What a ledger file may hold. A later command reads it, so nothing of it is trusted. */

/** It is shown in a terminal: no control character, and none that changes how others are shown. */
const shown = z.string().regex(/^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]*$/u, 'it has control characters')

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
  fault: shown,
  lab: z.string(),
  /** The pod, or `pod/container`. */
  target: shown,
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
  const record = fitted(text, faultRecordSchema)
  if (record.id !== name) throw new Error(`it has the id ${JSON.stringify(record.id)}, not ${name}`)
  if (record.lab !== lab) throw new Error(`it is of the lab ${JSON.stringify(record.lab)}, not ${lab}`)
  return record
}
