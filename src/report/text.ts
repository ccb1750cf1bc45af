import { styleText } from 'node:util'
import type { Run } from '../model/run.ts'
import type { Analysis } from '../verdict/analysis.ts'
import type { Signs } from './signs.ts'

type Style = Parameters<typeof styleText>[0]

/** Colours a text, or leaves it alone. */
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
  // The caller has decided; Node would otherwise look at this process's own stdout.
  return (style, text) => (color && text !== '' ? styleText(style, text, { validateStream: false }) : text)
}
