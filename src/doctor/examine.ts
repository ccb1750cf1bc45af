import { setTimeout as sleep } from 'node:timers/promises'
import { reason } from '../lib/errors.ts'
import { type Found, type Machine, type MachineCheck, type Result, unknown } from './check.ts'
import { cgroupCheck } from './checks/cgroup.ts'
import { dockerDiskCheck } from './checks/docker-disk.ts'
import { dockerCheck } from './checks/docker.ts'
import { binaryCheck } from './checks/binary.ts'
import { cacheFolderCheck, stateFolderCheck } from './checks/folders.ts'
import { goCheck } from './checks/go.ts'
import { inotifyCheck } from './checks/inotify.ts'
import { memoryCheck } from './checks/memory.ts'
import { mirrorsCheck } from './checks/mirrors.ts'
import { nodeImageCheck } from './checks/node-image.ts'
import { nodeCheck } from './checks/node.ts'
import { portsCheck } from './checks/ports.ts'
import { psCheck, tarCheck } from './checks/programs.ts'

/** Every check, in the order in which it is printed. Each id is in docs/doctor.md. */
export const machineChecks: readonly MachineCheck[] = [
  nodeCheck(),
  stateFolderCheck,
  cacheFolderCheck,
  memoryCheck,
  portsCheck(),
  psCheck,
  tarCheck,
  mirrorsCheck(),
  binaryCheck('prometheus', 'Prometheus'),
  binaryCheck('thanos', 'Thanos'),
  goCheck,
  dockerCheck,
  cgroupCheck,
  dockerDiskCheck,
  binaryCheck('kind', 'kind'),
  nodeImageCheck,
  inotifyCheck,
]

/**
 * A check is given up after this long, ms. Longer than all that one waits for: 15 s for a version, 3 s for Go or a release. So on a
 * busy machine the check itself says what did not answer.
 */
const LIMIT_MS = 20_000

/** Runs all checks at the same time; a result for each, in their order: one that fails or takes too long is `unknown`. Never throws. */
export async function examine(machine: Machine, checks: readonly MachineCheck[], limitMs = LIMIT_MS): Promise<Result[]> {
  return Promise.all(checks.map(async (check) => ({ id: check.id, title: check.title, ...(await look(check, machine, limitMs)) })))
}

async function look(check: MachineCheck, machine: Machine, limitMs: number): Promise<Found> {
  const done = new AbortController()
  try {
    return await Promise.race([check.look(machine), late(limitMs, done.signal)])
  } catch (error) {
    return unknown(reason(error), check.byHand)
  } finally {
    done.abort()
  }
}

async function late(limitMs: number, signal: AbortSignal): Promise<never> {
  await sleep(limitMs, undefined, { signal })
  throw new Error(`no answer within ${limitMs / 1000} s`)
}
