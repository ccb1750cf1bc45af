import { type ChildProcess, spawn } from 'node:child_process'
import { reason } from '../../lib/errors.ts'

/*
 * A supervisor may be killed, and with it goes what ends faults in their time. So another process waits for its end: a shell that reads from a pipe
 * of the supervisor. Where the pipe closes without a word, it becomes the next supervisor, which starts the lab's programs again, without any
 * fault. It is one process all the time, so that it is never left over. A shell, as it takes a fiftieth of the memory of another node.
 */

/** By this word it is known in the process table; the lab's folder follows. */
export const STANDBY = 'thanos-lab-standby'

/** The supervisor has ended as it was told to. Without a plan there is nothing to start. */
const WORD = 'ended'
const SCRIPT = `read -r word || exec "$NODE" $FLAGS "$SUPERVISOR" "$1" <"$1/plan.json"`

/** From a standby that has died to the next one, ms. */
const AGAIN_MS = 1000

export interface Standby {
  /** Ends it; call it before the supervisor ends as it was told to. */
  release(): Promise<void>
}

/** Keeps a standby for this process, the supervisor of the lab in that folder. */
export function standBy(folder: string): Standby {
  let released = false
  let running: ChildProcess | undefined
  const env = { ...process.env, NODE: process.execPath, FLAGS: process.execArgv.join(' '), SUPERVISOR: process.argv[1] ?? '' }
  const begin = () => {
    if (released) return
    // In a group of its own: what ends the supervisor's group leaves it.
    running = spawn('/bin/sh', ['-c', SCRIPT, STANDBY, folder], { detached: true, env, stdio: ['pipe', 'inherit', 'inherit'] })
    running.once('error', (error) => console.error(`no standby could be started: ${reason(error)}`))
    running.once('exit', () => setTimeout(begin, AGAIN_MS).unref())
    // One that has died takes no word.
    running.stdin?.on('error', () => {})
  }
  begin()
  return {
    async release() {
      released = true
      const { exitCode = 0, signalCode, stdin } = running ?? {}
      if (exitCode !== null || signalCode !== null || running?.pid === undefined) return
      const ended = new Promise((resolve) => running?.once('exit', resolve))
      stdin?.end(`${WORD}\n`)
      await ended
    },
  }
}
