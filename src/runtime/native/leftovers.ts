import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { exec } from '../../exec.ts'
import { readJson } from '../../state/files.ts'

/**
 * Ends a supervisor that does not answer (or does not yet: its `up` was killed while it started), and what one that was
 * killed left running. A recorded pid counts only while its command line still names the lab's folder: a number that
 * another program got meanwhile is left alone.
 */
export async function endLeftovers(folder: string): Promise<void> {
  // The supervisor first, or it would start others meanwhile.
  await end(() => processes(['-A'], (command) => supervises(command, folder)))
  const recorded = (await readJson<number[]>(join(folder, 'pids.json')).catch(() => undefined)) ?? []
  if (recorded.length > 0) await end(() => processes(['-p', recorded.join(',')], (command) => names(command, folder)))
}

async function end(find: () => Promise<number[]>): Promise<void> {
  for (const pid of await find()) kill(pid)
  while ((await find()).length > 0) await sleep(50)
}

/** Pids of those that run and whose command line fits; one that has ended and is not yet reaped does not run. */
async function processes(which: string[], fits: (command: string) => boolean): Promise<number[]> {
  const { stdout } = await exec('ps', ['-ww', '-o', 'pid=,stat=,command=', ...which])
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
function names(command: string, folder: string): boolean {
  const escaped = folder.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
  return new RegExp(`(^|[\\s=])${escaped}(/|\\s|$)`).test(command)
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
