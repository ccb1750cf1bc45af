import { signal } from '@preact/signals'
import { reason } from '../../lib/errors.ts'
import type { Run } from '../../model/run.ts'
import { getRun, post } from './api.ts'
import { chosen, cursor, replay, view } from './state.ts'

/* What the reader can do to the lab, and with saved runs. Nothing is done by opening an address. */

/** Why the last action was refused; undefined where it was not. */
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

/** Shows a saved run in place of the lab, whole; undefined: the lab again. */
function show(run: Run | undefined): void {
  replay.value = undefined
  cursor.value = undefined
  chosen.value = run
}

export function showOnStage(run: Run): void {
  show(run)
  view.value = 'stage'
}

/** Reads a saved run, and shows it on the stage. */
export async function showRun(id: string): Promise<void> {
  await attempt(async () => showOnStage(await getRun(id)))
}

/** Back to the lab. */
export function showLab(): void {
  show(undefined)
}
