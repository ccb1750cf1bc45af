import wrapAnsi from 'wrap-ansi'
import { widest } from './columns.ts'

/** A figure and its unit are one word. */
const GLUE = '\u00a0'

/** A text in lines of at most `width` columns, each indented; a longer word stays whole. */
export function wrap(text: string, width: number, indent = 0): string[] {
  const words = text
    .replaceAll(/(\d) (?=(?:s|ms|%)(?!\w))/g, `$1${GLUE}`)
    .replaceAll(/ +/g, ' ')
    .trim()
  if (words === '') return []
  const lines = wrapAnsi(words, width - indent).split('\n')
  return lines.map((line) => ' '.repeat(indent) + line.replaceAll(GLUE, ' '))
}

/** A wrapped text behind a label: `label` on the first line, the others under its text. */
export function wrapBehind(label: string, text: string, width: number): string[] {
  const indent = widest([label])
  const [first = '', ...rest] = wrap(text, width - indent)
  return [label + first, ...rest.map((line) => ' '.repeat(indent) + line)]
}
