import { closeSync, constants, openSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { command } from '../lib/command.ts'
import { labFolder, stateHome } from '../storage/paths.ts'

/*
 * What a command leaves that ends at once, by a second signal. Read without waiting, as nothing else is done any more; nothing that is read here is
 * trusted.
 */

/** What is left of the named lab, and of those that this process works on, with what to type; a line each. */
export function whatIsLeft(name: string): string {
  const held = heldLocks()
  const labs = new Set([name, ...held.map((lock) => lock.lab)])
  const lines = [...labs].flatMap((lab) => [
    ...faultLines(lab),
    ...held.filter((lock) => lock.lab === lab && MAKING.has(lock.command)).map(() => halfMade(lab)),
  ])
  return lines.length === 0 ? 'No fault is open, and no lab is half made.' : lines.join('\n')
}

/** Whether this process works on a lab now: only then it may have faults to heal. */
export function worksOnLab(): boolean {
  return heldLocks().length > 0
}

/** Commands that make or remove a lab. */
const MAKING = new Set(['up', 'down', 'demo'])

function faultLines(lab: string): string[] {
  const ids = namesIn(join(labFolder(lab), 'faults')).flatMap((file) => /^([a-z0-9][a-z0-9-]{0,63})\.json$/.exec(file)?.[1] ?? [])
  if (ids.length === 0) return []
  return [`Left open: the ${ids.length === 1 ? 'fault' : 'faults'} ${ids.join(', ')} → ${command('heal', lab)}`]
}

function halfMade(lab: string): string {
  return `The lab "${lab}" may be only partially created, or removed → ${command('up', lab)} finishes it, ${command('down', lab)} removes it`
}

/** The labs whose lock this process has, and as which command. */
function heldLocks(): { lab: string; command: string }[] {
  const locks = join(stateHome(), 'locks')
  return namesIn(locks).flatMap((file) => {
    const lab = /^([a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?)\.lock$/.exec(file)?.[1]
    if (lab === undefined) return []
    const { pid, command: word } = holderIn(join(locks, file, 'holder.json'))
    return pid === process.pid && typeof word === 'string' ? [{ lab, command: word }] : []
  })
}

function holderIn(file: string): { pid?: unknown; command?: unknown } {
  try {
    // A pipe in its place is not waited for.
    const descriptor = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK)
    try {
      return Object(JSON.parse(readFileSync(descriptor, 'utf8')))
    } finally {
      closeSync(descriptor)
    }
  } catch {
    return {}
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
