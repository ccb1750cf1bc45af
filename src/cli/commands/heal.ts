import { command } from '../../lib/command.ts'
import { healOpenFaults } from '../../app/open-faults.ts'
import { LabError } from '../../lib/errors.ts'
import type { CommandContext } from '../context.ts'

/** `thanos-lab heal`: 5 where a fault is still open, or a ledger file could not be read. */
export async function heal(context: CommandContext): Promise<number> {
  const { name } = context
  const { healed, left, setAside } = await healOpenFaults(context)
  const healedLine = healed.length === 0 ? [] : [`Healed: ${healed.join(', ')}`]
  if (left.length + setAside.length > 0) {
    const next = left.length > 0 ? `${command('up', name)}, then ${command('heal', name)}` : `${command('status', name)}, to check the lab`
    throw new LabError('uncleaned', [...healedLine, ...left, ...setAside].join('\n'), {
      hint: `${next}; or ${command('down', name)}, which removes the lab and its faults`,
    })
  }
  context.answer({ schemaVersion: 1, name, healed }, () => healedLine[0] ?? 'No fault is open.')
  return 0
}
