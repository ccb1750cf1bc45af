import type { Run } from '../model/run.ts'

export interface RenderOptions {
  /** ANSI colours; never the only carrier of a meaning. */
  color: boolean
  /** Columns of the terminal; formats that no terminal shows pay no attention to it. */
  width: number
}

/** A format of the report of a run. */
export interface Report {
  name: string
  /** The whole text, with its last newline. Pure: the same run gives the same text. */
  render(run: Run, options: RenderOptions): string
}
