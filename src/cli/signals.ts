import { bugReport } from '../lib/errors.ts'
import { printText } from './charset.ts'
import { stacks } from './errors.ts'
import { print } from './output.ts'
import { whatIsLeft, worksOnLab } from './what-is-left.ts'

/** The signals and bugs that end a command early, as one AbortSignal, and the exit code that they lead to. */
export interface Interrupts {
  signal: AbortSignal
  /** 129, 130 or 143 by the signal that came first, 70 after a bug; undefined where nothing came. */
  exitCode(): number | undefined
  /** Call it when the command has ended: from then on Ctrl-C ends the program at once. */
  stop(): void
}

export interface InterruptOptions {
  /** The lab that the command is about. */
  name: string
  verbose?: boolean
  ascii?: boolean
}

/** A second signal counts only after this time, ms: npm repeats a Ctrl-C that the terminal has sent to the command already. */
const REPEATED_MS = 500

/**
 * The first Ctrl-C or SIGTERM stops the command, which then cleans up; a second one ends the program at once, and says what it leaves. A closed terminal (SIGHUP,
 * which a shell may send twice) and an uncaught exception also stop the command, but never its clean-up.
 */
export function listenForInterrupts({ name, verbose = false, ascii = false }: InterruptOptions): Interrupts {
  const controller = new AbortController()
  let code: number | undefined
  let first: number | undefined
  let ended = false
  const stopWith = (exit: number) => {
    // A bug comes first (contract, "Exit codes"); of the signals, the first one counts.
    if (code === undefined || exit === 70) code = exit
    controller.abort()
  }
  const on = (exit: number) => () => {
    const now = performance.now()
    if (first !== undefined && now - first < REPEATED_MS) return
    if (first !== undefined && !ended) print(`\nStopped at once.\n${whatIsLeft(name)}\n`, 'stderr')
    if (first !== undefined || ended) process.exit(code ?? exit)
    first = now
    const works = worksOnLab()
    print(`\n${stopping(works)} Press Ctrl-C again to stop at once${works ? ' and leave them' : ''}.\n`, 'stderr')
    stopWith(exit)
  }
  const onBug = (error: unknown) => {
    const { message, hint } = bugReport(error)
    const stack = verbose ? stacks(error) : ''
    if (code !== 70) printText(`${message}\n→ ${hint}\n${stack}${stopping()}\n`, 'stderr', ascii)
    process.exitCode = 70
    stopWith(70)
  }
  const onClosed = () => {
    print(`\nThe terminal is closed. ${stopping()}\n`, 'stderr')
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

function stopping(works = worksOnLab()): string {
  return works ? 'Stopping: healing faults and cleaning up.' : 'Stopping.'
}
