import { type BadFile, type FaultRecord, readLedger } from '../storage/ledger.ts'
import type { Context } from './context.ts'
import { command } from './labs.ts'

/** The open faults of the context's lab, oldest first; warns of every file that may hold one more and cannot be read. */
export async function knownFaults({ name, progress }: Pick<Context, 'name' | 'progress'>): Promise<FaultRecord[]> {
  const { faults, bad } = await readLedger(name)
  for (const file of bad) progress.warn(`${badText(file)} A fault may be open. → ${command('heal', name)}`)
  return faults
}

/** What is wrong with a ledger file, in a sentence. */
export function badText({ file, reason }: BadFile): string {
  return `The ledger file ${file} cannot be read: ${reason}.`
}
