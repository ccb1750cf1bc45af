import { readdir, readFile, readlink } from 'node:fs/promises'
import { hostname } from 'node:os'
import { exec } from './exec.ts'

/* What runs on this machine, as far as this user may see it. */

/** A process that runs; one that has ended and is not yet reaped is none. */
export interface RunningProcess {
  pid: number
  /** Its words, as it was started with them. Where the system gives only a line, the line is cut at its spaces. */
  args: string[]
  /** It is stopped (SIGSTOP, Ctrl-Z). */
  stopped: boolean
  /** When it started, as the system counts it: with the pid it names one process, as a pid is given again. */
  started: string
}

/** Every process of this machine. Those that end meanwhile are left out. */
export async function runningProcesses(): Promise<RunningProcess[]> {
  if (process.platform !== 'linux') return listed(['-A'])
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number)
  return (await Promise.all(pids.map(inProc))).filter((found) => found !== undefined)
}

/** The process of that number; undefined where there is none. */
export async function runningProcess(pid: number): Promise<RunningProcess | undefined> {
  return process.platform === 'linux' ? inProc(pid) : (await listed(['-p', String(pid)]))[0]
}

/** What names this process, and no later one of its number. */
export async function thisProcess(): Promise<Pick<RunningProcess, 'pid' | 'started'>> {
  const { pid } = process
  return { pid, started: (await runningProcess(pid))?.started ?? '' }
}

/**
 * A variable of the environment that a process was started with; undefined where it is not known: it is another user's, it has ended, or the system does not
 * tell (macOS).
 */
export async function variableOf(pid: number, name: string): Promise<string | undefined> {
  const words = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '')
  return words
    .split('\0')
    .find((word) => word.startsWith(`${name}=`))
    ?.slice(name.length + 1)
}

/** From /proc, whose words are whole: `ps` writes other letters than ASCII as `?` in some locales, and spaces between words. */
async function inProc(pid: number): Promise<RunningProcess | undefined> {
  try {
    const [words, stat] = await Promise.all([readFile(`/proc/${pid}/cmdline`, 'utf8'), readFile(`/proc/${pid}/stat`, 'utf8')])
    // The name in brackets may hold spaces and brackets. State is field 3, the start in clock ticks since boot field 22 (proc(5)).
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    const state = fields[0] ?? 'Z'
    if (state === 'Z' || state === 'X') return undefined
    return { pid, args: words.split('\0').slice(0, -1), stopped: state.toUpperCase() === 'T', started: fields[19] ?? '' }
  } catch {
    return undefined
  }
}

async function listed(which: string[]): Promise<RunningProcess[]> {
  const { stdout } = await exec('ps', [...which, '-ww', '-o', 'pid=,stat=,lstart=,command='], { env: { ...process.env, LC_ALL: 'C' } })
  return stdout.split('\n').flatMap((line) => {
    const [, pid, state = 'Z', started = '', command = ''] = /^\s*(\d+)\s+(\S+)\s+(\S+\s+\S+\s+\S+\s+\S+\s+\S+)\s+(.*)$/.exec(line) ?? []
    if (pid === undefined || state.startsWith('Z')) return []
    return [{ pid: Number(pid), args: command.split(' '), stopped: state.startsWith('T'), started }]
  })
}

/** Where a pid of this process counts: the machine, its boot, and its space of pids, as a container has one of its own. */
export async function placeOfPids(): Promise<string> {
  const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => '')
  const space = await readlink('/proc/self/ns/pid').catch(() => '')
  return [hostname(), boot.trim(), space].join(' ')
}

/** Whether that very process runs, and no later one of its number. */
export async function isRunning({ pid, started }: Pick<RunningProcess, 'pid' | 'started'>): Promise<boolean> {
  const found = await runningProcess(pid)
  if (found !== undefined) return found.started === started
  try {
    return process.kill(pid, 0)
  } catch (error) {
    // It is there, and belongs to somebody else.
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
