import type { Gap } from '../../journal.ts'
import { findGaps } from '../../verdict/gaps.ts'
import { seconds } from '../../verdict/words.ts'
import { NONE, cells, makeSigns, sourceCells } from './cells.ts'
import type { Grid } from './grid.ts'
import { notesOf, pointer } from './notes.ts'
import type { Canvas, Paint } from './paint.ts'
import { type Panel, type Row, longest } from './rows.ts'
import { bar, scale } from './scale.ts'
import { wrap } from './wrap.ts'

/** Columns for `longest gap`, with the space before it. */
export const RIGHT = 13

/** The label of the line under Query's answers. */
export const UNDER = '  answered by'

/** Holes and changes that are pointed at, in one strip, at most. */
const POINTED = 6

/** A stretch of a panel's time, as wide as the page. */
export interface Block extends Canvas {
  panel: Panel
  grid: Grid
  /** Columns for the labels. */
  left: number
  /** Columns for the cells. */
  room: number
  /** The figures at the right are said once, in the first block. */
  first: boolean
}

/** The scale, the faults, then each row with what there is to say of it. */
export function blockLines(block: Block): string[] {
  const { grid, spans, left, room, first, panel, paint } = block
  const zero = spans[0]?.from ?? grid.origin
  const head = scale(grid, Number.isNaN(zero) ? grid.origin : zero)
  const bars = spans.map((span) => bar(grid, span)).filter((line) => line !== '')
  return [
    ' '.repeat(left) + paint('dim', head.padEnd(room)) + (first ? '  longest gap' : ''),
    ...bars.map((line) => ' '.repeat(left) + paint('yellow', line)),
    ...panel.groups.flatMap((rows, index) => groupLines(rows, index, block)),
  ]
}

function groupLines(rows: Row[], index: number, block: Block): string[] {
  const lines = rows.flatMap((row) => rowLines(row, block))
  return index === 0 || lines.length === 0 ? lines : ['', ...lines]
}

function rowLines(row: Row, block: Block): string[] {
  const { intervalMs, grid, left, room, first, paint } = block
  const gaps = findGaps(row.samples, row.from, row.to, intervalMs)
  const bare = cells(grid, row, gaps)
  if (!first && bare.trim() === '') return []
  const strip = highlight(bare.padEnd(room), paint)
  const figure = first ? `  ${seconds(longest(row)).padStart(11)}` : ''
  return [`  ${row.label}`.slice(0, left - 2).padEnd(left) + strip + figure, ...under(row, gaps, block)]
}

function under(row: Row, gaps: Gap[], { grid, left, room, first, paint }: Block): string[] {
  const lines = first && row.remark !== undefined ? wrap(row.remark, left + room + RIGHT, left) : []
  if (row.sources === undefined) return lines
  const signs = makeSigns([...new Set([...row.sources.values()].flat())].sort())
  const label = `  ${UNDER}`.slice(0, left - 1).padEnd(left)
  const letters = [...signs].filter(([pod, sign]) => !pod.endsWith(sign)).map(([pod, sign]) => `${sign} is ${pod}`)
  const shown = notesOf(row, gaps).map((note) => pointer(grid, note, room + RIGHT))
  const inside = shown.filter((each) => each.length > 0)
  const more = inside.length > POINTED ? [`… and ${inside.length - POINTED} more`] : []
  const pointers = [...inside.slice(0, POINTED).flat(), ...more]
  const answered = sourceCells(grid, row, signs)
  return [
    ...(answered.trim() === '' ? [] : [label + paint('dim', answered)]),
    ...pointers.map((line) => ' '.repeat(left) + paint('cyan', line)),
    // Ordinals speak for themselves.
    ...(first && letters.length > 0 ? wrap(letters.join(', '), left + room + RIGHT, left) : []),
    ...lines,
  ]
}

function highlight(strip: string, paint: Paint): string {
  return strip.replaceAll(new RegExp(`${NONE}+`, 'g'), (hole) => paint('red', hole))
}
