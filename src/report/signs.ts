import { asciiText } from '../lib/ascii.ts'

/** What pictures in a terminal are drawn with; each sign is one column wide. */
export interface Signs {
  sample: string
  none: string
  /** A request got no answer. */
  failed: string
  /** From the lowest bar to the highest, which fills its line. */
  bars: string
  /** What tells low from high, where a bar's own height does not; else empty. */
  barsKey: string
  /** The time of a fault: its first cell, its last one, those between, and both in one. */
  band: { first: string; last: string; between: string; both: string }
  /** Points from below at a cell: with its text beside it, or on the next line. */
  pointer: { beside: string; above: string }
  graph: GraphSigns
  /** More is there, at the left. */
  more: string
  /** A text whose width counts, as it will be shown. */
  text: (words: string) => string
}

/** What charts of values are drawn with, besides a sign for each replica (a digit or a letter). */
export interface GraphSigns {
  merged: string
  /** More than one replica. */
  several: string
  /** No replica. */
  nobody: string
  /** More than one of these, as a column has several steps. */
  mixed: string
  /** From a value of the merged line to its next one. */
  link: string
  value: string
  none: string
  /** The upright line at the left, and where a figure stands beside it. */
  axis: { line: string; figure: string }
}

export const UNICODE: Signs = {
  sample: '▇',
  none: '·',
  failed: 'x',
  bars: '▁▂▃▄▅▆▇█',
  barsKey: '',
  band: { first: '├', last: '┤', between: '─', both: '┃' },
  pointer: { beside: '╰', above: '↑' },
  graph: { merged: '●', several: '=', nobody: '!', mixed: '*', link: '┊', value: '▇', none: '·', axis: { line: '│', figure: '┤' } },
  more: '…',
  text: (words) => words,
}

const BARS = '_-~=+*%@'

/** For terminals that are not UTF-8. */
export const ASCII: Signs = {
  sample: '#',
  none: '.',
  failed: 'x',
  bars: BARS,
  barsKey: ` (${BARS}, fast to slow)`,
  band: { first: '|', last: '|', between: '-', both: '|' },
  pointer: { beside: '\\', above: '^' },
  graph: { merged: '@', several: '=', nobody: '!', mixed: '*', link: ':', value: '#', none: '.', axis: { line: '|', figure: '+' } },
  more: '<',
  text: asciiText,
}

/** `ascii`: for a terminal that knows ASCII only. */
export function signsFor(ascii = false): Signs {
  return ascii ? ASCII : UNICODE
}
