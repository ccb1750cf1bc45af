import { closeSync, openSync } from 'node:fs'
import { constants } from 'node:os'
import { execa } from 'execa'

/** How a program ended. Output is trimmed of its last newline. */
export interface Ended {
  exitCode: number | undefined
  stdout: string
  stderr: string
  /** It could not be started at all (not found, not executable). */
  missing: boolean
  timedOut: boolean
  ok: boolean
}

export interface ExecOptions {
  cwd?: string
  env?: Record<string, string | undefined>
  timeoutMs?: number
  signal?: AbortSignal
  input?: string
  /** Called for every line of stderr as it comes. */
  onLine?: (line: string) => void
}

/** Runs a program to its end, without a shell. Never throws for how it ends: the caller knows what that means. */
export async function exec(program: string, args: string[], options: ExecOptions = {}): Promise<Ended> {
  const running = execa(program, args, {
    reject: false,
    forceKillAfterDelay: 2000,
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    ...(options.env === undefined ? {} : { env: options.env }),
    ...(options.timeoutMs === undefined ? {} : { timeout: options.timeoutMs }),
    ...(options.signal === undefined ? {} : { cancelSignal: options.signal }),
    ...(options.input === undefined ? { stdin: 'ignore' as const } : { input: options.input }),
  })
  if (options.onLine !== undefined) void follow(running.iterable({ from: 'stderr' }), options.onLine)
  const ended = await running
  return {
    exitCode: ended.exitCode,
    stdout: String(ended.stdout ?? ''),
    stderr: String(ended.stderr ?? ''),
    missing: ended.failed && ended.exitCode === undefined && ended.signal === undefined && !ended.timedOut,
    timedOut: ended.timedOut,
    ok: !ended.failed,
  }
}

/** Lines are for show: when the program fails, its result says so, not this loop. */
async function follow(lines: AsyncIterable<unknown>, onLine: (line: string) => void): Promise<void> {
  try {
    for await (const line of lines) onLine(String(line))
  } catch {
    // the awaited result carries the failure
  }
}

/** A program that goes on by itself: its pid, and its end. */
export interface Started {
  pid: number | undefined
  /** Exit code as a shell gives it (128 + n for signal n); 127 where it could not be started. */
  ended: Promise<{ code: number; signal?: string; error?: string }>
}

export interface StartOptions {
  cwd?: string
  /** The whole environment; nothing is inherited. */
  env: Record<string, string>
  /** stdout and stderr are appended to this file. */
  log: string
  /** It may outlive this process, which does not wait for it. */
  outlives?: boolean
  /** What it reads on stdin once that is known; nothing where it never is. */
  input?: Promise<string>
}

/** Starts a program in a process group of its own, so that a Ctrl-C meant for the lab does not reach it. */
export function start(program: string, args: string[], options: StartOptions): Started {
  // A descriptor, not a stream: the program writes to its log also when this process is gone.
  // (execa's types name descriptors up to 9 only; it takes any.)
  const log = openSync(options.log, 'a') as 9
  const running = execa(program, args, {
    reject: false,
    cleanup: options.outlives !== true,
    detached: true,
    extendEnv: false,
    env: options.env,
    stdin: options.input === undefined ? 'ignore' : 'pipe',
    stdout: log,
    stderr: log,
    buffer: false,
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
  })
  closeSync(log)
  if (options.outlives === true) running.unref()
  // One that has ended reads nothing; its end says so.
  running.stdin?.on('error', () => {})
  void options.input?.then(
    (text) => running.stdin?.end(text),
    () => running.stdin?.end(),
  )
  return { pid: running.pid, ended: running.then(asShell) }
}

function asShell(ended: {
  exitCode?: number | undefined
  signal?: keyof typeof constants.signals | undefined
  shortMessage?: string | undefined
}) {
  if (ended.signal !== undefined) return { code: 128 + constants.signals[ended.signal], signal: ended.signal as string }
  if (ended.exitCode !== undefined) return { code: ended.exitCode }
  return { code: 127, error: ended.shortMessage ?? 'it could not be started' }
}
