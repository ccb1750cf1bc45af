import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'
import { runningProcesses } from '../../src/lib/processes.ts'

/* What a native lab takes of the machine, as Linux counts it. */

export interface Footprint {
  /** Processes of the lab, its supervisor among them. */
  processes: number
  /** Ports that they listen on. */
  ports: number
  /** Folders and files of the lab, less what the samples are in, and less temporary files. */
  folders: number
  files: number
  /** Temporary files that are still there. */
  temporary: number
  /** Open file handles of the supervisor. */
  handles: number
  /** Memory of the supervisor, and its most since it started, MiB. */
  rss: number
  peak: number
}

/** `temporary`: a folder that should be empty, too. */
export async function footprint(folder: string, temporary: string): Promise<Footprint> {
  const supervisor = supervisorOf(folder)
  const pids = (await runningProcesses()).filter(({ args }) => args.some((word) => word.includes(folder))).map(({ pid }) => pid)
  const status = readFileSync(`/proc/${supervisor}/status`, 'utf8')
  const mib = (field: string) => Number(new RegExp(`^${field}:\\s*(\\d+) kB`, 'm').exec(status)?.[1]) / 1024
  const inside = entries(folder)
  return {
    processes: pids.length,
    ports: listening(pids),
    folders: inside.filter((path) => lstatSync(path, { throwIfNoEntry: false })?.isDirectory()).length,
    files: inside.filter((path) => !isTemporary(path) && lstatSync(path, { throwIfNoEntry: false })?.isFile()).length,
    temporary: inside.filter(isTemporary).length + readdirSync(temporary).length,
    handles: readdirSync(`/proc/${supervisor}/fd`).length,
    rss: mib('VmRSS'),
    peak: mib('VmHWM'),
  }
}

/** The pid of a lab's supervisor. */
export function supervisorOf(folder: string): number {
  return (JSON.parse(readFileSync(join(folder, 'supervisor.json'), 'utf8')) as { pid: number }).pid
}

/** Seconds of a processor that a process has used. */
export function cpuSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const [user, system] = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .slice(11, 13)
  // In clock ticks, of which Linux shows every program 100 a second (proc(5)).
  return (Number(user) + Number(system)) / 100
}

function entries(folder: string): string[] {
  const claims = join(folder, 'claims')
  const all = readdirSync(folder, { recursive: true }).map((path) => join(folder, String(path)))
  return all.filter((path) => !path.startsWith(`${claims}/`) || !path.slice(claims.length + 1).includes('/'))
}

function isTemporary(path: string): boolean {
  return /\.(?:partial|tmp|clearing)$/.test(path)
}

/** How many ports of any of the families these processes listen on. */
function listening(pids: number[]): number {
  const own = new Set(pids.flatMap(sockets))
  return ['tcp', 'tcp6']
    .flatMap((family) => readFileSync(`/proc/net/${family}`, 'utf8').split('\n').slice(1))
    .map((line) => line.trim().split(/\s+/))
    .filter(([, , , state, , , , , , inode = '']) => state === '0A' && own.has(inode)).length
}

function sockets(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).flatMap((handle) => /^socket:\[(\d+)\]$/.exec(linkOf(`/proc/${pid}/fd/${handle}`))?.[1] ?? [])
  } catch {
    // it has just ended
    return []
  }
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path)
  } catch {
    return ''
  }
}
