import { join } from 'node:path'
import { runtimes } from '../catalogue.ts'
import { LabError } from '../errors.ts'
import type { Lab, Runtime } from '../runtime/runtime.ts'
import { readLab } from '../state/labs.ts'
import { withLock } from '../state/lock.ts'
import { stateHome } from '../state/paths.ts'
import type { Context } from './context.ts'

/** The runtime of that name. */
export async function loadRuntime(name: string): Promise<Runtime> {
  const entry = runtimes.find((candidate) => candidate.name === name)
  if (entry === undefined) throw new LabError('usage', `There is no runtime ${name}`)
  return entry.load()
}

/** The lab of that name, whole or not; undefined where there is none. */
export async function findLab(name: string): Promise<Lab | undefined> {
  const record = await readLab(name)
  if (record === undefined) return undefined
  return (await loadRuntime(record.runtime)).open(name)
}

/** The lab of that name. Throws `no-lab`. */
export async function openLab(name: string): Promise<Lab> {
  const lab = await findLab(name)
  if (lab === undefined) throw new LabError('no-lab', `There is no lab "${name}"`, { hint: command('up', name) })
  return lab
}

/** `thanos-lab VERB`, with the name where it is not the default one. */
export function command(verb: string, name: string): string {
  return `thanos-lab ${verb}${name === 'thanos-lab' ? '' : ` --name ${name}`}`
}

/** Runs work that no other command may do on the same lab meanwhile. Beside the lab's folder, which may come and go. */
export async function withLabLock<T>(context: Context, waitMs: number, work: () => Promise<T>): Promise<T> {
  const { name, progress, signal } = context
  const onWait = () => progress.say(`Another thanos-lab is at work on the lab "${name}"${waitMs > 0 ? ': waiting for it' : ''}`)
  return withLock(join(stateHome(), 'locks', name), { what: `the lab "${name}"`, waitMs, onWait, signal }, work)
}
