import { setTimeout as sleep } from 'node:timers/promises'
import { reason } from '../errors.ts'
import type { Found, MachineCheck, Result } from './check.ts'
import type { Machine } from './machine.ts'

/** After this long a look is given up, ms: whatever it asks has its own, shorter limit. */
const LIMIT_MS = 6000

/** Looks at everything side by side; the results in the order of the checks. Never throws. */
export async function examine(machine: Machine, checks: readonly MachineCheck[], limitMs = LIMIT_MS): Promise<Result[]> {
  return Promise.all(checks.map(async (check) => ({ id: check.id, title: check.title, ...(await look(check, machine, limitMs)) })))
}

async function look(check: MachineCheck, machine: Machine, limitMs: number): Promise<Found> {
  const done = new AbortController()
  try {
    return await Promise.race([check.look(machine), late(limitMs, done.signal)])
  } catch (error) {
    // What could not be looked at is neither there nor missing.
    return { status: 'warn', detail: `could not be looked at: ${reason(error)}` }
  } finally {
    done.abort()
  }
}

async function late(limitMs: number, signal: AbortSignal): Promise<never> {
  await sleep(limitMs, undefined, { signal })
  throw new Error(`no answer within ${limitMs / 1000} s`)
}
