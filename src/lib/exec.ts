import { spawn } from 'node:child_process'
import { closeSync, constants as flags } from 'node:fs'
import { constants } from 'node:os'
import { openAsFile } from './open-file.ts'

/** How a program ended. Output is trimmed of its last newline. */
export interface Ended {
  exitCode: number | undefined
  stdout: string
  stderr: string
  /** It could not be started at all (not found, not executable). */
  missing: boolean
  timedOut: boolean
  /** What ended it before it had come to its end. */
  signal?: NodeJS.Signals
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
  // Loaded only now: a native `up` and its supervisor only start programs, and execa takes a tenth of a second of each.
  const { execa } = await import('execa')
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
    ...(ended.signal === undefined ? {} : { signal: ended.signal }),
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
  ended: Promise<StartedEnd>
}

export interface StartedEnd {
  /** As a shell gives it (128 + n for signal n); 127 where it could not be started. */
  code: number
  signal?: NodeJS.Signals
  /** Why it could not be started. */
  error?: string
}

export interface StartOptions {
  cwd?: string
  /** The whole environment; nothing is inherited. */
  env: Record<string, string>
  /** stdout and stderr are appended to this file; without one, nobody reads them. */
  log?: string
  /** It may outlive this process, which does not wait for it. */
  outlives?: boolean
  /** What it reads on stdin once that is known; nothing where it never is. */
  input?: Promise<string>
}

/** Starts a program in a process group of its own, so that a Ctrl-C meant for the lab does not reach it. */
export function start(program: string, args: string[], options: StartOptions): Started {
  // A descriptor, not a stream: the program writes to its log also when this process is gone.
  const log = options.log === undefined ? undefined : openAsFile(options.log, flags.O_APPEND)
  const output = log ?? 'ignore'
  try {
    const running = spawn(program, args, {
      detached: true,
      env: options.env,
      stdio: [options.input === undefined ? 'ignore' : 'pipe', output, output],
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    })
    const ended = new Promise<StartedEnd>((resolve) => {
      running.once('error', (error) => resolve(notStarted(error)))
      running.once('exit', (code, signal) => resolve(asShell(code, signal)))
    })
    if (options.outlives === true) running.unref()
    // One that has ended reads nothing; its end says so.
    running.stdin?.on('error', () => {})
    void options.input?.then(
      (text) => running.stdin?.end(text),
      () => running.stdin?.end(),
    )
    return { pid: running.pid, ended }
  } catch (error) {
    return { pid: undefined, ended: Promise.resolve(notStarted(error)) }
  } finally {
    if (log !== undefined) closeSync(log)
  }
}

function asShell(code: number | null, signal: NodeJS.Signals | null): StartedEnd {
  return signal === null ? { code: code ?? 127 } : { code: 128 + constants.signals[signal], signal }
}

function notStarted(error: unknown): StartedEnd {
  return { code: 127, error: error instanceof Error ? error.message : String(error) }
}
