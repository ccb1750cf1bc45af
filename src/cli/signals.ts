import { bug, stacks } from './errors.ts'
import { print } from './output.ts'

/** What ends a command early, turned into one signal for the commands, and the exit code that it leads to. */
export interface Interrupts {
  signal: AbortSignal
  /** 129, 130 or 143 by the signal that came first, 70 after a bug; undefined where nothing came. */
  exitCode(): number | undefined
  /** The command has ended, and what still hangs need not be waited for: the next Ctrl-C ends the program at once. */
  stop(): void
}

/** A person who wants to stop at once reads the message first; npm passes on a Ctrl-C that the command has got already. */
const REPEATED_MS = 500

/**
 * The first Ctrl-C or SIGTERM stops the command, which cleans up; a second one ends the program where it is. A terminal that closes
 * (SIGHUP, which a shell may send twice) stops it too, but never ends the cleaning up. Nor does an exception that nobody caught.
 */
export function listenForInterrupts({ verbose }: { verbose: boolean }): Interrupts {
  const controller = new AbortController()
  let code: number | undefined
  let asked: number | undefined
  let ended = false
  const stopWith = (exit: number) => {
    // A bug comes first (contract, "Exit codes"); of the signals, the first one counts.
    if (code === undefined || exit === 70) code = exit
    controller.abort()
  }
  const on = (exit: number) => () => {
    const now = performance.now()
    if (asked !== undefined && now - asked < REPEATED_MS) return
    if (asked !== undefined || ended) process.exit(code ?? exit)
    asked = now
    print('\nStopping: cleaning up first. Once more to stop at once, leaving things as they are.\n', 'stderr')
    stopWith(exit)
  }
  const onBug = (error: unknown) => {
    const { message, hint } = bug(error)
    if (code !== 70) print(`${message}\n→ ${hint}\n${verbose ? stacks(error) : ''}Stopping: cleaning up first.\n`, 'stderr')
    process.exitCode = 70
    stopWith(70)
  }
  const onClosed = () => {
    print('\nThe terminal is closed. Stopping: cleaning up first.\n', 'stderr')
    stopWith(129)
  }
  process.on('SIGINT', on(130))
  process.on('SIGTERM', on(143))
  process.on('SIGHUP', onClosed)
  process.on('uncaughtException', onBug)
  return {
    signal: controller.signal,
    exitCode: () => code,
    stop: () => {
      ended = true
    },
  }
}
