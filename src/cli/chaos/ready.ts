import { LabError } from '../../errors.ts'
import { waitSteady } from '../../observe/steady-state.ts'
import type { Lab } from '../../runtime/runtime.ts'
import { openFaults } from '../../state/ledger.ts'
import type { Context } from '../context.ts'
import { command } from '../labs.ts'

/** How long a lab may take to become steady before a scenario. */
const STEADY_MS = 60_000

/**
 * Waits until a lab is steady and every replica scrapes these selectors; how long that took, ms. Throws `lab-broken` where
 * nothing runs, `not-steady` where a fault is open, `timeout`.
 */
export async function untilReady({ progress, signal }: Context, lab: Lab, scraped: string[]): Promise<number> {
  const begun = Date.now()
  if ((await lab.pods()).length === 0)
    throw new LabError('lab-broken', `Nothing of the lab "${lab.name}" runs`, { hint: command('up', lab.name) })
  const open = await openFaults(lab.name)
  if (open.length > 0)
    throw new LabError('not-steady', `${open.length} fault(s) are still open: ${open.map(({ id }) => id).join(', ')}`, {
      hint: command('heal', lab.name),
    })
  await progress.step('waiting for the steady state', (note) => waitSteady(lab, { deadline: begun + STEADY_MS, signal, note, scraped }))
  return Date.now() - begun
}
