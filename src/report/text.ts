import { styleText } from 'node:util'
import type { Run } from '../model/run.ts'
import type { Analysis } from '../verdict/analysis.ts'
import type { Span } from '../verdict/spans.ts'

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
}

/** What a picture of series is made from. */
export interface Canvas {
  spans: Span[]
  intervalMs: number
  paint: Paint
  width: number
}

export function makePaint(color: boolean): Paint {
  // The caller has decided; Node would otherwise look at this process's own stdout.
  return (style, text) => (color && text !== '' ? styleText(style, text, { validateStream: false }) : text)
}

/** A figure and its unit are one word. */
const GLUE = '\u00a0'

/** A text in lines of at most `width` columns, each indented; a longer word stays whole. */
export function wrap(text: string, width: number, indent = 0): string[] {
  const lines: string[] = []
  for (const word of text
    .replaceAll(/(\d) (?=(?:s|ms|%)(?!\w))/g, `$1${GLUE}`)
    .split(/ +/)
    .filter(Boolean)) {
    const line = lines.at(-1)
    if (line !== undefined && line.length + 1 + word.length <= width - indent) lines[lines.length - 1] = `${line} ${word}`
    else lines.push(word)
  }
  return lines.map((line) => ' '.repeat(indent) + line.replaceAll(GLUE, ' '))
}

/** A wrapped text behind a label: `label` on the first line, the others under its text. */
export function wrapBehind(label: string, text: string, width: number): string[] {
  const [first = '', ...rest] = wrap(text, width, label.length)
  return [label + first.slice(label.length), ...rest]
}
