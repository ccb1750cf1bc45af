import type { Lab } from '../runtime/runtime.ts'
import { type FaultRecord, closeFault } from '../state/ledger.ts'
import type { Fault } from './fault.ts'

/** Undoes a fault, and only then takes it out of the ledger: one that could not be undone is still known. */
export async function healFault(lab: Lab, fault: Fault, record: FaultRecord): Promise<void> {
  await fault.heal(lab, record)
  await closeFault(record.lab, record.id)
}
