import { join } from 'node:path'
import { exec } from '../../lib/exec.ts'
import { poll } from '../../lib/poll.ts'
import { readJson } from '../../storage/files.ts'
import type { LabPlan } from './plan.ts'
import { literally } from './rewrite.ts'

/**
 * Ends a supervisor that does not answer (or does not yet: its `up` was killed while it started), and what one that was
 * killed left running: what has an argument of the lab's plan that names the lab's folder. The program's name would not do, as
 * a version manager's starts another one in its place; nor would a list of pids, as a supervisor may be killed between the start
 * of a program and the writing of its pid.
 */
export async function endLeftovers(folder: string): Promise<void> {
  // The supervisor first, or it would start others meanwhile.
  await end((command) => supervises(command, folder))
  const plan = await readJson<LabPlan>(join(folder, 'plan.json')).catch(() => undefined)
  const args = plan?.slots.flatMap(({ containers }) => containers.flatMap((container) => container.args)) ?? []
  const own = args.filter((arg) => names(arg, folder)).map((arg) => new RegExp(`\\s${literally(arg)}(\\s|$)`))
  await end((command) => own.some((arg) => arg.test(command)))
}

/** Until there is none: one may have been started in the very moment. */
async function end(fits: (command: string) => boolean): Promise<void> {
  await poll(() => processes(fits), { until: (found) => found.length === 0, everyMs: 50, onMiss: (found) => found.forEach(kill) })
}

/** Pids of those that run and whose command line fits; one that has ended and is not yet reaped does not run. */
async function processes(fits: (command: string) => boolean): Promise<number[]> {
  const { stdout } = await exec('ps', ['-A', '-ww', '-o', 'pid=,stat=,command='])
  const lines = stdout.split('\n').map((line) => /^\s*(\d+)\s+(\S+)\s+(.*)$/.exec(line))
  return lines.flatMap((match) => {
    const [, pid, state = '', command = ''] = match ?? []
    return pid !== undefined && !state.startsWith('Z') && fits(command) ? [Number(pid)] : []
  })
}

function supervises(command: string, folder: string): boolean {
  return command.trimEnd().endsWith(`/supervisor.js ${folder}`)
}

/** The folder itself or something in it, not one whose name only begins alike. It may have spaces in it. */
function names(arg: string, folder: string): boolean {
  return new RegExp(`(^|[\\s=])${literally(folder)}(/|\\s|$)`).test(arg)
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
