import { randomUUID } from 'node:crypto'
import { lstat } from 'node:fs/promises'
import { join } from 'node:path'
import { formatDuration } from '../lib/duration.ts'
import { reason } from '../lib/errors.ts'
import { isRunning, placeOfPids, runningProcess, thisProcess } from '../lib/processes.ts'
import { readText } from './files.ts'
import type { holderSchema } from './holder-schema.ts'
import type { z } from 'zod'
import { fitted } from './state-file.ts'

/** Who has a lock. */
export type Holder = z.output<typeof holderSchema>

/** Something in a lock's place that no holder can have put there; `id` tells it from another. */
export interface Foreign {
  id: string
  foreign: string
}

/** A holder on another machine has gone after this time without a heartbeat, ms. */
const SILENT_MS = 10_000

/** Where a lock says who has it. */
export const holderFile = (lock: string): string => join(lock, 'holder.json')

/** This process, for one taking of a lock. */
export async function thisHolder(): Promise<Holder> {
  const word = process.argv.slice(2).find((one) => /^[a-z][a-z-]{0,30}$/.test(one)) ?? 'thanos-lab'
  return { id: randomUUID(), ...(await thisProcess()), where: await placeOfPids(), command: word, since: new Date().toISOString() }
}

/** Who has a lock, or what is in its place; undefined where nothing is. */
export async function holderOf(lock: string): Promise<Holder | Foreign | undefined> {
  const there = await lstat(lock).catch(() => undefined)
  if (there === undefined) return undefined
  try {
    const text = await readText(holderFile(lock), { links: false })
    if (text === undefined) throw new Error('it has no holder')
    const { holderSchema: schema } = await import('./holder-schema.ts')
    return fitted(text, schema)
  } catch (error) {
    return { id: `foreign-${there.ino}`, foreign: `${lock} is no lock of thanos-lab (${reason(error)})` }
  }
}

/** Whether whoever had a lock has it no more: it has died, or it never was a holder. */
export async function isGone(lock: string, holder: Holder | Foreign): Promise<boolean> {
  if ('foreign' in holder) return true
  if (holder.where === (await placeOfPids())) return !(await isRunning(holder))
  const touched = await lstat(holderFile(lock)).catch(() => undefined)
  // One that is dated in the future has a wrong clock, or somebody changed it.
  return touched !== undefined && Math.abs(Date.now() - touched.mtimeMs) > SILENT_MS
}

/** `thanos-lab chaos (pid 12, which is stopped), begun 3s ago` */
export async function holderText(holder: Holder | Foreign): Promise<string> {
  if ('foreign' in holder) return holder.foreign
  const { command, pid, since } = holder
  const stopped = (await runningProcess(pid))?.stopped === true ? ', which is stopped' : ''
  const seconds = Math.max(0, Math.round((Date.now() - Date.parse(since)) / 1000))
  return `thanos-lab ${command} (pid ${pid}${stopped}), begun ${seconds === 0 ? 'just now' : `${formatDuration(seconds * 1000)} ago`}`
}
