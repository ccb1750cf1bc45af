import { join } from 'node:path'
import { poll } from '../../lib/poll.ts'
import { type RunningProcess, runningProcesses, variableOf } from '../../lib/processes.ts'
import { literally } from './rewrite.ts'
import { STANDBY } from './standby.ts'

/**
 * Ends a supervisor that does not answer (or does not yet: its `up` was killed while it started), and what one that was killed left running. No
 * file of the lab is needed for it: the folder of its pod is in the words of each program of a lab, or is its home. The program's name would not
 * do, as a version manager's starts another one in its place; nor would a list of pids, as a supervisor may be killed between the start of a
 * program and the writing of its pid. Returns how many processes it ended. This process is none of them.
 */
export async function endLeftovers(folder: string): Promise<number> {
  // The supervisor first, or it would start others meanwhile; with its standby, or that would be the next one.
  const supervisors = await end((found) => supervises(found, folder) || standsBy(found, folder))
  return supervisors + (await end((found) => isOf(found, folder)))
}

/** Whether a process is a lab's supervisor. */
export function supervises({ args }: RunningProcess, folder: string): boolean {
  return args.join(' ').trimEnd().endsWith(`/supervisor.js ${folder}`)
}

/** Whether a process waits for the end of a lab's supervisor, to be the next one. */
export function standsBy({ args }: RunningProcess, folder: string): boolean {
  return args.join(' ').trimEnd().endsWith(` ${STANDBY} ${folder}`)
}

/**
 * Until there is none: one may have been started in the very moment. Where there was one, two looks in a row must find none, as a process that
 * is becoming another program has no words for a moment.
 */
async function end(fits: (found: RunningProcess) => boolean | Promise<boolean>): Promise<number> {
  const ended = new Set<number>()
  let looks = 0
  const onMiss = (found: number[]) => {
    if (found.length > 0) looks = 0
    for (const pid of found) {
      ended.add(pid)
      kill(pid)
    }
  }
  const look = async () => {
    const all = await runningProcesses()
    const ours = await Promise.all(all.map(fits))
    return all.filter(({ pid }, index) => ours[index] && pid !== process.pid).map(({ pid }) => pid)
  }
  const until = (found: number[]) => found.length === 0 && (ended.size === 0 || (looks += 1) > 1)
  await poll(look, { until, everyMs: 50, onMiss })
  return ended.size
}

/** What lies in a lab's folder and belongs to its pods. */
const PARTS = ['pods', 'claims', 'configmaps']

/** A person's editor has a file of the lab as a word; a program of the lab has it as the value of a flag. */
async function isOf({ pid, args }: RunningProcess, folder: string): Promise<boolean> {
  const inside = PARTS.map((part) => join(folder, part))
  const line = args.join(' ')
  if (inside.some((path) => new RegExp(`(^|\\s)--?[\\w.-]+=${literally(path)}(/|\\s|$)`).test(line))) return true
  const home = await variableOf(pid, 'HOME')
  return home?.startsWith(`${join(folder, 'pods')}/`) === true
}

function kill(pid: number): void {
  for (const target of [-pid, pid]) {
    try {
      process.kill(target, 'SIGKILL')
    } catch {
      // it has ended
    }
  }
}
