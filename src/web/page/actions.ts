import { signal } from '@preact/signals'
import { reason } from '../../lib/errors.ts'
import { getRun, post } from './api.ts'
import { chosen, cursor, replay, view } from './state.ts'

/* What the reader can do to the lab, and with saved runs. Nothing is done by opening an address. */

/** What the last action was answered with, where it was refused. */
export const refusedWith = signal<string | undefined>(undefined)

/** Runs an action, and shows why it was refused. */
export async function attempt(action: () => Promise<void>): Promise<void> {
  refusedWith.value = undefined
  try {
    await action()
  } catch (error) {
    refusedWith.value = reason(error)
  }
}

export const startScenario = async (name: string) => attempt(async () => post(`/api/scenarios/${encodeURIComponent(name)}/run`))
export const healAll = async () => attempt(async () => post('/api/heal'))
export const stop = async () => attempt(async () => post('/api/stop'))

/** Shows a saved run in place of the lab. */
export async function showRun(id: string): Promise<void> {
  await attempt(async () => {
    const run = await getRun(id)
    replay.value = undefined
    cursor.value = undefined
    chosen.value = run
    view.value = 'stage'
  })
}

/** Back to the lab. */
export function showLab(): void {
  chosen.value = undefined
  replay.value = undefined
  cursor.value = undefined
}
