import type { Progress } from '../lib/progress.ts'

/** Options that every command takes. */
export interface CommonOptions {
  name: string
  json: boolean
  quiet: boolean
  color: boolean
  verbose: boolean
}

/** What a command gets from the command line: where to say what, and when to stop. */
export interface Context extends CommonOptions {
  progress: Progress
  /** Aborted by Ctrl-C, SIGTERM, a closed terminal, or a bug. */
  signal: AbortSignal
  /** The exit code of what aborted it; undefined where nothing did. */
  interruptedBy(): number | undefined
  /** The answer: with `--json` the object alone, else the text. Once a command. */
  answer(object: object, text: () => string): void
  /** A text as it is, to stdout, also with `--quiet`: what was asked for by its format. */
  print(text: string): void
  /** Columns of the terminal; 100 where there is none. */
  width: number
}
