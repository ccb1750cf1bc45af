import { join } from 'node:path'
import { poll } from '../../lib/poll.ts'
import { homeOf, type RunningProcess, runningProcesses } from '../../lib/processes.ts'
import { literally } from './rewrite.ts'

/**
 * Ends a supervisor that does not answer (or does not yet: its `up` was killed while it started), and what one that was killed left running. No
 * file of the lab is needed for it: the folder of its pod is in the words of each program of a lab, or is its home. The program's name would not
 * do, as a version manager's starts another one in its place; nor would a list of pids, as a supervisor may be killed between the start of a
 * program and the writing of its pid. Returns how many processes it ended.
 */
export async function endLeftovers(folder: string): Promise<number> {
  // The supervisor first, or it would start others meanwhile.
  const supervisors = await end((found) => supervises(found, folder))
  return supervisors + (await end((found) => isOf(found, folder)))
}

/** Whether a process of that number is a lab's supervisor. */
export function supervises({ args }: RunningProcess, folder: string): boolean {
  return args.join(' ').trimEnd().endsWith(`/supervisor.js ${folder}`)
}

/** Until there is none: one may have been started in the very moment. */
async function end(fits: (found: RunningProcess) => boolean | Promise<boolean>): Promise<number> {
  const ended = new Set<number>()
  const onMiss = (found: number[]) => {
    for (const pid of found) {
      ended.add(pid)
      kill(pid)
    }
  }
  const look = async () => {
    const all = await runningProcesses()
    const ours = await Promise.all(all.map(fits))
    return all.filter((_, index) => ours[index]).map(({ pid }) => pid)
  }
  await poll(look, { until: (found) => found.length === 0, everyMs: 50, onMiss })
  return ended.size
}

/** What lies in a lab's folder and belongs to its pods. */
const PARTS = ['pods', 'claims', 'configmaps']

/** A person's editor has a file of the lab as a word; a program of the lab has it as the value of a flag. */
async function isOf({ pid, args }: RunningProcess, folder: string): Promise<boolean> {
  const inside = PARTS.map((part) => join(folder, part))
  const line = args.join(' ')
  if (inside.some((path) => new RegExp(`(^|\\s)--?[\\w.-]+=${literally(path)}(/|\\s|$)`).test(line))) return true
  const home = await homeOf(pid)
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
