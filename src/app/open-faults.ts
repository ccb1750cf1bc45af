import { LabError, reason } from '../lib/errors.ts'
import { faults } from '../registry.ts'
import { unsteady, waitSteady } from '../observe/readiness.ts'
import { healFault } from '../runner/fault-session.ts'
import type { Lab } from '../runtime/runtime.ts'
import { type BadFile, type FaultRecord, readLedger, setAside } from '../storage/ledger.ts'
import { sweepState } from '../storage/sweep.ts'
import type { Context } from './context.ts'
import { command } from '../lib/command.ts'
import { findLab, type OpenContext, REVIVED } from './labs.ts'

/** The open faults of the context's lab, oldest first; warns of every ledger file that cannot be read. */
export async function knownFaults({ name, progress }: Pick<Context, 'name' | 'progress'>): Promise<FaultRecord[]> {
  const { faults: records, bad } = await readLedger(name)
  for (const file of bad) progress.warn(`${badText(file)} A fault may be open. → ${command('heal', name)}`)
  return records
}

export interface Healed {
  /** Ids of the faults that were healed. */
  healed: string[]
  /** Faults that are still open, with the reason, each in a sentence. */
  left: string[]
  /** Ledger files that were set aside, with what is lost, each in a sentence. */
  setAside: string[]
}

/**
 * Heals every open fault of a lab, from the ledger alone. The newest first: a container that was frozen in a node that was frozen later
 * can be reached only after the node. A ledger file that cannot be read is set aside, so that it does not block later commands. A supervisor that
 * has died is started again, also where no fault is open. At the end it waits a moment until the lab is steady.
 */
export async function healOpenFaults(context: OpenContext): Promise<Healed> {
  const { name } = context
  await sweepState(name)
  const { faults: records, bad } = await readLedger(name)
  const lab = await findLab(name).catch((error: unknown) => {
    if (!(error instanceof LabError) || records.length + bad.length === 0) throw error
    return error
  })
  if (lab !== undefined && !(lab instanceof LabError)) await revive(lab, context)
  const healed: string[] = []
  const left: string[] = []
  for (const record of records.toReversed()) {
    const { id, fault, target } = record
    const why = await healOne(lab, record)
    if (why === undefined) healed.push(id)
    else left.push(`${fault} of ${target} (${id}): ${why}`)
  }
  if (lab !== undefined && !(lab instanceof LabError) && left.length === 0) await steadyAgain(lab, context)
  return { healed, left, setAside: await Promise.all(bad.map(asideText)) }
}

/** Where it cannot be done, the faults say why they cannot be healed; without any, there is nothing to heal. */
async function revive(lab: Lab, { progress }: OpenContext): Promise<void> {
  try {
    if ((await lab.supervision?.revive()) === true) progress.warn(REVIVED)
  } catch (error) {
    if (!(error instanceof LabError)) throw error
    progress.warn(`${error.message} → ${error.hint}`)
  }
}

/** How long heal waits for what it has healed to come back, ms. */
const STEADY_AGAIN_MS = 15_000

/** What has to start again takes seconds; a lab that stays unsteady is not heal's to say: `status` does. */
async function steadyAgain(lab: Lab, { progress, signal }: OpenContext): Promise<void> {
  const missing = await unsteady(lab).catch(() => undefined)
  if (missing === undefined || (await lab.pods().catch(() => [])).length === 0) return
  const deadline = Date.now() + STEADY_AGAIN_MS
  await progress.step('waiting until the lab is steady', (note) => waitSteady(lab, { deadline, signal, note }).catch(() => {}))
}

/** Why a fault could not be healed; undefined where it was. */
async function healOne(lab: Lab | LabError | undefined, record: FaultRecord): Promise<string | undefined> {
  try {
    const entry = faults.find(({ name }) => name === record.fault)
    if (entry === undefined) return `this version of thanos-lab has no fault ${record.fault}`
    if (lab === undefined) return 'the lab does not exist'
    if (lab instanceof LabError) return lab.message
    await healFault(lab, await entry.load(), record)
    return undefined
  } catch (error) {
    // An incomplete record is no bug of the lab.
    return error instanceof LabError ? error.message : `its record does not contain how to undo it (${reason(error)})`
  }
}

async function asideText(bad: BadFile): Promise<string> {
  const result = await setAside(bad).then(
    (file) => `It is now ${file}.`,
    (error: unknown) => `It could not be renamed: ${reason(error)}.`,
  )
  return `${badText(bad)} ${result} heal cannot undo the fault that it recorded. The fault ends by itself after its longest time.`
}

function badText({ file, reason: why }: BadFile): string {
  return `The ledger file ${file} cannot be read: ${why}.`
}
