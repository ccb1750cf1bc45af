import { setTimeout as sleep } from 'node:timers/promises'
import { waitSteady } from '../../observe/steady-state.ts'
import type { Lab } from '../../runtime/runtime.ts'
import type { Context } from '../context.ts'
import { command, findLab } from '../labs.ts'
import type { Session } from './session.ts'
import { type Snapshot, differences, snapshotOf } from './snapshot.ts'

/**
 * What is still rolled back may take this long to come to rest, ms: on native what is changed is changed at once; elsewhere a changed
 * ConfigMap takes up to a minute to reach a pod.
 */
const SETTLED_MS = { native: 30_000, others: 120_000 }

/** Compares the lab with what it was, once what is still rolled back has come to rest. */
export async function compared(
  context: Context,
  { runtime }: Pick<Lab, 'runtime'>,
  before: Snapshot,
): Promise<NonNullable<Session['lab']>> {
  return context.progress.step('comparing the lab with what it was before', async (note) => {
    const deadline = Date.now() + SETTLED_MS[runtime === 'native' ? 'native' : 'others']
    for (;;) {
      const changed = await changesOf(context, before, deadline, note)
      if (changed.length === 0 || Date.now() >= deadline || context.signal.aborted) return { compared: Object.keys(before).length, changed }
      note(changed.join(', '))
      await sleep(500)
    }
  })
}

async function changesOf({ name, signal }: Context, before: Snapshot, deadline: number, note: (text: string) => void): Promise<string[]> {
  const lab = await findLab(name)
  if (lab === undefined) return ['the lab (gone)']
  // What is unsteady at the end differs in its status.
  await waitSteady(lab, { deadline, signal, note }).catch(() => {})
  return differences(before, await snapshotOf(lab))
}

/** The command that mends what differs. */
export function mendedBy(changed: string[], name: string): string {
  if (changed.some((thing) => thing.startsWith('the lab '))) return command('up', name)
  return changed.some((thing) => thing.startsWith('open faults'))
    ? command('heal', name)
    : `${command('down', name)}, then ${command('up', name)}`
}
