import { rm } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { start } from './exec.ts'
import { readTextFile } from './text-file.ts'

export interface WatchOptions {
  /** File that takes its output; emptied first. */
  log: string
  signal: AbortSignal
  onLine: (line: string) => void
  /** Given: it runs on where this process is killed, and its pid is reported at once. */
  onPid?: (pid: number) => Promise<void>
}

const POLL_MS = 100
const GRACE_MS = 2000

/**
 * Runs a program with its output in a file, each line reported as it comes; resolves to its exit code and the whole output. When
 * `signal` ends it, its process group ends with it: kind and docker start programs of their own.
 */
export async function watched(program: string, args: string[], options: WatchOptions): Promise<{ code: number; text: string }> {
  const { log, signal, onLine, onPid } = options
  await rm(log, { force: true })
  signal.throwIfAborted()
  const { pid, ended } = start(program, args, { env: inherited(), log, outlives: onPid !== undefined })
  const stopping = stopOn(signal, pid)
  try {
    if (pid !== undefined) await onPid?.(pid)
    await tellLines(log, ended, onLine)
    const { code, error } = await ended
    signal.throwIfAborted()
    return { code, text: error ?? (await textOf(log)) }
  } finally {
    stopping.off()
  }
}

async function tellLines(log: string, ended: Promise<unknown>, onLine: (line: string) => void): Promise<void> {
  const over = ended.then(() => true)
  for (let reported = 0, last = false; !last;) {
    last = (await Promise.race([over, sleep(POLL_MS)])) === true
    const lines = (await textOf(log)).split('\n')
    for (const line of lines.slice(reported, -1)) onLine(line)
    reported = lines.length - 1
  }
}

function stopOn(signal: AbortSignal, pid: number | undefined): { off: () => void } {
  let timer: NodeJS.Timeout | undefined
  const stop = () => {
    endGroup(pid, 'SIGTERM')
    timer = setTimeout(() => endGroup(pid, 'SIGKILL'), GRACE_MS)
  }
  signal.addEventListener('abort', stop, { once: true })
  return {
    off: () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', stop)
    },
  }
}

/** Ends a process that leads a group, and all that it started. */
export function endGroup(pid: number | undefined, signal: 'SIGTERM' | 'SIGKILL'): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, signal)
  } catch {
    // it has ended
  }
}

/** This process's environment, less what would lead kind away from the lab: the user's kubeconfig, another provider. */
export function inherited(): Record<string, string> {
  const { KUBECONFIG: _kubeconfig, KIND_CLUSTER_NAME: _name, ...env } = process.env
  return { ...(env as Record<string, string>), KIND_EXPERIMENTAL_PROVIDER: 'docker' }
}

async function textOf(file: string): Promise<string> {
  return readTextFile(file).catch(() => '')
}
