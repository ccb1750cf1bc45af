import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { exec } from '../../exec.ts'
import { readJson } from '../../state/files.ts'
import type { SupervisorFile } from './client.ts'

/**
 * Ends what a supervisor that was killed left running, and a supervisor that does not answer. A pid counts only while
 * its command line still names the lab's folder: a number that another program got meanwhile is left alone.
 */
export async function endLeftovers(folder: string): Promise<void> {
  const supervisor = await readJson<SupervisorFile>(join(folder, 'supervisor.json')).catch(() => undefined)
  const recorded = (await readJson<number[]>(join(folder, 'pids.json')).catch(() => undefined)) ?? []
  // The supervisor first, or it would start the others again.
  for (const pids of [supervisor === undefined ? [] : [supervisor.pid], recorded]) {
    const ours = await stillOurs(pids, folder)
    for (const pid of ours) kill(pid)
    while ((await stillOurs(ours, folder)).length > 0) await sleep(50)
  }
}

async function stillOurs(pids: number[], folder: string): Promise<number[]> {
  if (pids.length === 0) return []
  const { stdout } = await exec('ps', ['-ww', '-o', 'pid=,stat=,command=', '-p', pids.join(',')])
  const lines = stdout.split('\n').map((line) => /^\s*(\d+)\s+(\S+)\s+(.*)$/.exec(line))
  return lines.flatMap((match) => {
    const [, pid, state = '', command = ''] = match ?? []
    return pid !== undefined && !state.startsWith('Z') && names(command, folder) ? [Number(pid)] : []
  })
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
