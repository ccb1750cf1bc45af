/** Ctrl-C and SIGTERM, turned into one signal for the commands, and the exit code that they lead to. */
export interface Interrupts {
  signal: AbortSignal
  /** 130 or 143; undefined where none came. */
  exitCode(): number | undefined
  stop(): void
}

/** The first one stops the command, which cleans up; a second one ends the program where it is. */
export function listenForInterrupts(): Interrupts {
  const controller = new AbortController()
  let code: number | undefined
  const on = (exit: number) => () => {
    if (code !== undefined) process.exit(exit)
    code = exit
    process.stderr.write('\nStopping: cleaning up first. Once more to stop at once, leaving things as they are.\n')
    controller.abort()
  }
  const [interrupt, terminate] = [on(130), on(143)]
  process.on('SIGINT', interrupt)
  process.on('SIGTERM', terminate)
  return {
    signal: controller.signal,
    exitCode: () => code,
    stop: () => {
      process.off('SIGINT', interrupt)
      process.off('SIGTERM', terminate)
    },
  }
}
