import type { Context } from '../../app/context.ts'
import { command, findLab } from '../../app/labs.ts'
import { badText } from '../../app/open-faults.ts'
import { LabError, reason } from '../../lib/errors.ts'
import { faults } from '../../registry.ts'
import { healFault } from '../../runner/fault-session.ts'
import type { Lab } from '../../runtime/runtime.ts'
import { type BadFile, type FaultRecord, readLedger, setAside } from '../../storage/ledger.ts'

/**
 * `thanos-lab heal`: undoes what the ledger has, from the ledger alone; exit 5 where something is left. Newest first, as undoing goes:
 * what was frozen in a node that was frozen later can be reached only when that goes on. A file that is no record is set aside, so
 * that it is in nobody's way; what it recorded is lost, which is exit 5 this once.
 */
export async function heal(context: Context): Promise<number> {
  const { name } = context
  const lab = await findLab(name)
  const { faults: records, bad } = await readLedger(name)
  const healed: string[] = []
  const left: { id: string; fault: string; target: string; reason: string }[] = []
  for (const record of records.toReversed()) {
    const { id, fault, target } = record
    const why = await healOne(lab, record)
    if (why === undefined) healed.push(id)
    else left.push({ id, fault, target, reason: why })
  }
  const aside = await Promise.all(bad.map(asideText))
  const lines = [...left.map(({ id, fault, target, reason: why }) => `${fault} of ${target} (${id}): ${why}`), ...aside]
  if (lines.length > 0) {
    const again =
      left.length > 0 ? `${command('up', name)}, then heal again` : `${command('status', name)}, to see whether the lab is whole`
    throw new LabError('uncleaned', [...healedText(healed), ...lines].join('\n'), {
      hint: `${again}; ${command('down', name)} removes all`,
    })
  }
  context.answer({ schemaVersion: 1, name, healed }, () => healedText(healed)[0] ?? 'Nothing is open.')
  return 0
}

function healedText(healed: string[]): string[] {
  return healed.length === 0 ? [] : [`Healed: ${healed.join(', ')}`]
}

/** Sets a file aside; what is lost with it. */
async function asideText(bad: BadFile): Promise<string> {
  const kept = await setAside(bad).then(
    (file) => `It is now ${file}.`,
    (error: unknown) => `It could not be set aside: ${reason(error)}.`,
  )
  return `${badText(bad)} ${kept} The fault that it recorded is not known any more, so heal cannot undo it. It ends by itself at its longest time.`
}

async function healOne(lab: Lab | undefined, record: FaultRecord): Promise<string | undefined> {
  try {
    const entry = faults.find(({ name }) => name === record.fault)
    if (entry === undefined) return `this version of thanos-lab does not know the fault ${record.fault}`
    if (lab === undefined) return 'the lab is not there'
    await healFault(lab, await entry.load(), record)
    return undefined
  } catch (error) {
    // A record that has not what its fault needs is no bug of the lab, but cannot be undone by it either.
    return error instanceof LabError ? error.message : `its record does not say how to undo it (${reason(error)})`
  }
}
