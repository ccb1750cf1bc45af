import { spawn } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'

/** A program on a terminal of its own, to which a person could be typing. */
export interface PseudoTerminal {
  /** Types a text, as it is; a line ends with a line feed. */
  type(text: string): void
  /** Until what the terminal shows after the last `until` fits; that text up to there. Throws an Error where it does not in time, or the program ends. */
  until(pattern: RegExp, timeoutMs: number, signal?: AbortSignal): Promise<string>
  /** Everything that it has shown. */
  shown(): string
  /** Ends the program, and waits for its end. */
  close(): Promise<void>
}

/** How often what is shown is looked at, ms. */
const LOOK_MS = 20

/** `script` of util-linux makes the terminal. Throws an Error where there is none. */
export function openPseudoTerminal(command: string, { env, cwd }: { env: Record<string, string>; cwd: string }): PseudoTerminal {
  const child = spawn('script', ['-q', '-e', '-f', '-c', command, '/dev/null'], {
    env,
    cwd,
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  let text = ''
  let end: string | undefined
  let read = 0
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (more: string) => {
      text += more
    })
  child.stdin.on('error', () => {})
  const ended = new Promise<void>((resolve) => {
    child.once('error', (error) => resolve(void (end = error.message)))
    child.once('close', (code) => resolve(void (end ??= `it ended with ${code}`)))
  })
  return {
    type: (words) => void child.stdin.write(words),
    async until(pattern, timeoutMs, signal) {
      const deadline = Date.now() + timeoutMs
      for (;;) {
        const found = pattern.exec(text.slice(read))
        if (found !== null) {
          const until = read + found.index + found[0].length
          const shown = text.slice(read, until)
          read = until
          return shown
        }
        if (end !== undefined) throw new Error(`the terminal is closed: ${end}`)
        if (Date.now() > deadline) throw new Error(`nothing that fits ${pattern} was shown within ${timeoutMs / 1000} s`)
        await sleep(LOOK_MS, undefined, signal === undefined ? {} : { signal })
      }
    },
    shown: () => text,
    async close() {
      child.stdin.end('\u0004')
      await Promise.race([ended, sleep(2000)])
      if (end === undefined && child.pid !== undefined) process.kill(-child.pid, 'SIGHUP')
      await Promise.race([ended, sleep(2000)])
      if (end === undefined && child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
    },
  }
}
