import { painted, type Style } from '../lib/terminal.ts'
import type { Run } from '../model/run.ts'
import type { Analysis } from '../verdict/analysis.ts'
import type { Signs } from './signs.ts'

/** Colours a text for `forTerminal`, or leaves it alone. */
export type Paint = (style: Style, text: string) => string

/** What every part of the report is made from. */
export interface Page {
  run: Run
  analysis: Analysis
  paint: Paint
  /** Columns. */
  width: number
  signs: Signs
}

export function makePaint(color: boolean): Paint {
  return (style, text) => (color && text !== '' ? painted(style, text) : text)
}
