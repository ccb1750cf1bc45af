import type { Language } from '../model/language.ts'
import type { Run } from '../model/run.ts'

export interface RenderOptions {
  /** ANSI colours; never the only carrier of a meaning. */
  color: boolean
  /** Columns of the terminal; formats that no terminal shows pay no attention to it. */
  width: number
  /** A text for people is in ASCII only; other formats are UTF-8 always. Left out: not so. */
  ascii?: boolean
  /** Of the page in `html`; the other formats are English. Left out: English. */
  language?: Language
}

/** A format of the report of a run. */
export interface Report {
  name: string
  /** One document, with its last newline, of one run or of several. Pure: the same runs give the same text. */
  render(runs: readonly Run[], options: RenderOptions): string
  /** The document where no run could be read, for a CI server that reads nothing else; formats for people have none. */
  withoutRuns?(why: string): string
}
