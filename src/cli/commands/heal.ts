import type { Context } from '../../app/context.ts'
import { command, findLab } from '../../app/labs.ts'
import { LabError, reason } from '../../lib/errors.ts'
import { faults } from '../../registry.ts'
import { healFault } from '../../runner/fault-session.ts'
import type { Lab } from '../../runtime/runtime.ts'
import { type FaultRecord, openFaults } from '../../storage/ledger.ts'

/**
 * `thanos-lab heal`: undoes what the ledger has, from the ledger alone; exit 5 where something is left. Newest first, as undoing goes:
 * what was frozen in a node that was frozen later can be reached only when that goes on.
 */
export async function heal(context: Context): Promise<number> {
  const { name } = context
  const lab = await findLab(name)
  const records = await openFaults(name)
  const healed: string[] = []
  const left: { id: string; fault: string; target: string; reason: string }[] = []
  for (const record of records.toReversed()) {
    const { id, fault, target } = record
    const why = await healOne(lab, record)
    if (why === undefined) healed.push(id)
    else left.push({ id, fault, target, reason: why })
  }
  if (left.length > 0) {
    const lines = left.map(({ id, fault, target, reason: why }) => `${fault} of ${target} (${id}): ${why}`)
    throw new LabError('uncleaned', lines.join('\n'), {
      hint: `${command('up', name)}, then heal again; ${command('down', name)} removes all`,
    })
  }
  context.answer({ schemaVersion: 1, name, healed }, () => (healed.length === 0 ? 'Nothing is open.' : `Healed: ${healed.join(', ')}`))
  return 0
}

async function healOne(lab: Lab | undefined, record: FaultRecord): Promise<string | undefined> {
  try {
    const entry = faults.find(({ name }) => name === record.fault)
    if (entry === undefined) return `this version of thanos-lab does not know the fault ${record.fault}`
    if (lab === undefined) return 'the lab is not there'
    await healFault(lab, await entry.load(), record)
    return undefined
  } catch (error) {
    return reason(error)
  }
}
