import type { Progress } from '../lib/progress.ts'

/** What every use case gets: the lab's name, where its progress goes, and when to stop. */
export interface Context {
  /** Of the lab. */
  name: string
  progress: Progress
  /** Aborted by Ctrl-C, SIGTERM, a closed terminal, or a bug. */
  signal: AbortSignal
  /** The exit code of what aborted the signal; undefined where nothing did. */
  interruptedBy(): number | undefined
}
