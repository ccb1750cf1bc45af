import { reason } from '../lib/errors.ts'
import { poll } from '../lib/poll.ts'
import type { Evidence } from '../model/run.ts'
import { type FaultRecord, isOpenFault } from '../storage/ledger.ts'

/* A fault is looked at once more before its end: one that ended early is no evidence, whatever was observed at its begin. */

/** How long before its own end a fault is looked at, where that is not within the first three quarters of its time, ms; and until an answer is believed that it has ended. */
const LOOK_MS = 1000
/** How long an answer may take, where the fault does not end before, ms. */
const ANSWER_MS = 15_000

export interface LastLook {
  lasted: Evidence
  /** Unix ms by when it had ended, where it had. */
  endedBy?: number
}

/** How long to wait until that look, ms, where so much of a fault's time is left. */
export function untilLastLook(leftMs: number): number {
  return leftMs - Math.min(LOOK_MS, leftMs / 4)
}

/**
 * Polls until the fault is seen to be active, or to have been healed. Undefined where no answer came before its own end: one that comes later says
 * nothing. Never throws.
 */
export async function lastLook(record: FaultRecord, ask: () => Promise<Evidence>): Promise<LastLook | undefined> {
  const begun = Date.now()
  let last: LastLook | undefined
  const once = async () => {
    const look = await lookOnce(record, ask)
    const [now, hasEnded] = [Date.now(), look.endedBy !== undefined]
    if (look.lasted.verified || now < record.endsBy) last = hasEnded ? { ...look, endedBy: begun } : look
    return look.lasted.verified || look.lasted === HEALED || now >= begun + (hasEnded ? LOOK_MS : ANSWER_MS)
  }
  await poll(once, { everyMs: 100, deadline: record.endsBy })
  return last
}

/** Of a fault that is about to be healed, and was not looked at in time. */
export async function healedByAnother(record: FaultRecord): Promise<LastLook | undefined> {
  return (await isOpenFault(record)) ? undefined : { lasted: HEALED, endedBy: Date.now() }
}

const HEALED: Evidence = { verified: false, detail: 'another command has healed it' }

async function lookOnce(record: FaultRecord, ask: () => Promise<Evidence>): Promise<LastLook> {
  const healed = await healedByAnother(record)
  if (healed !== undefined) return healed
  try {
    const lasted = await ask()
    // Who heals it takes it out of the ledger last.
    return lasted.verified ? { lasted } : ((await healedByAnother(record)) ?? { lasted, endedBy: Date.now() })
  } catch (error) {
    return { lasted: { verified: false, detail: `it could not be looked at (${reason(error)})` } }
  }
}
