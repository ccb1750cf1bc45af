import { formatDuration } from '../../lib/duration.ts'
import { findGaps } from '../../verdict/gaps.ts'
import type { Span } from '../../verdict/spans.ts'
import { seconds } from '../../lib/format.ts'
import { wrap } from '../../lib/wrap.ts'
import { type Canvas, type Page, type Paint } from '../text.ts'
import {
  bar,
  cellOf,
  drawCells,
  type DrawnGap,
  type Grid,
  longest,
  makeGrid,
  makeSigns,
  NONE,
  type Panel,
  panels,
  part,
  type Row,
  SAMPLE,
  scaleLine,
  sourceCells,
} from './layout.ts'
import { notesOf, pointer } from './notes.ts'

/** Cells in a row at least, however long the labels. */
const LEAST = 20
/** Cells drawn at most: beyond, a picture helps nobody. */
const MOST = 2000
/** Cells shown on each side of the faults where not everything fits. */
const AROUND = 20

/** A row for every series: one cell a scrape, on a scale of time that begins at the first fault. */
export function timelineLines({ analysis, paint, width }: Page): string[] {
  const drawn = panels(analysis).filter(({ groups }) => groups.length > 0)
  const { intervalMs, spans } = analysis
  // Without a scrape interval there is nothing to count in.
  if (drawn.length === 0 || !(intervalMs > 0)) return []
  const canvas = { spans, intervalMs, paint, width }
  return [paint('bold', 'Timeline') + legend(intervalMs), ...drawn.flatMap((panel) => ['', ...panelLines(canvas, panel)])]
}

/** What the cells of a picture are, to follow its title. */
export function legend(intervalMs: number): string {
  return `   one cell a scrape (${formatDuration(intervalMs)}): ${SAMPLE} sample, ${NONE} none`
}

/** The picture of one panel. */
export function panelLines(canvas: Canvas, panel: Panel): string[] {
  const longestLabel = Math.max(UNDER.length, ...panel.groups.flat().map(({ label }) => label.length))
  const left = Math.min(longestLabel + 4, canvas.width - RIGHT - LEAST)
  const columns = canvas.width - left - RIGHT
  const { grids, all } = blocks(canvas, panel, columns)
  const drawn = grids.reduce((sum, { cells }) => sum + cells, 0)
  const cut = drawn < all ? [`  only the time around the fault is drawn: ${drawn} of ${all} scrapes`] : []
  const lines = grids.map((grid, index) => blockLines({ ...canvas, panel, grid, left, columns, first: index === 0 }))
  return [`  ${panel.selector}`, ...cut, ...lines.flatMap((block, index) => (index === 0 ? block : ['', ...block]))]
}

/** The whole of it where it fits; else the time around the faults, in as many blocks as that takes. */
function blocks({ spans, intervalMs }: Canvas, { groups }: Panel, columns: number): { grids: Grid[]; all: number } {
  const rows = groups.flat()
  const [from, to] = [Math.min(...rows.map((row) => row.from)), Math.max(...rows.map((row) => row.to))]
  const all = rows.map(({ samples }) => samples)
  const grid = makeGrid(all, from, to, intervalMs)
  const [first, end] = grid.cells <= columns ? [0, grid.cells - 1] : around(spans, grid)
  const last = Math.min(end, first + MOST - 1)
  const grids = Array.from({ length: Math.ceil((last - first + 1) / columns) }, (_, index) => {
    const start = first + index * columns
    return part(grid, start, Math.min(columns, last - start + 1))
  })
  return { grids, all: grid.cells }
}

function around(spans: Span[], grid: Grid): [first: number, last: number] {
  const first = cellOf(grid, Math.min(...spans.map(({ from }) => from))) - AROUND
  const last = cellOf(grid, Math.max(...spans.map(({ to }) => to))) + AROUND
  // Neither is a number to count with where there was no fault, or one that was not healed.
  return [Number.isFinite(first) ? Math.max(0, first) : 0, Number.isFinite(last) ? Math.min(grid.cells - 1, last) : grid.cells - 1]
}

/** Columns for `longest gap`, with the space before it. */
export const RIGHT = 13

/** The label of the line under Query's answers. */
export const UNDER = '  samples of'

/** Gaps and switches that are pointed at, in one row, at most. */
const POINTED = 6

/** A stretch of a panel's time, as wide as the page. */
export interface Block extends Canvas {
  panel: Panel
  grid: Grid
  /** Columns for the labels. */
  left: number
  /** Columns for the cells. */
  columns: number
  /** The figures at the right are said once, in the first block. */
  first: boolean
}

/** The scale, the faults, then each row with what there is to say of it. */
export function blockLines(block: Block): string[] {
  const { grid, spans, left, columns, first, panel, paint } = block
  const zero = spans[0]?.from ?? grid.origin
  const head = scaleLine(grid, Number.isNaN(zero) ? grid.origin : zero)
  const bars = spans.map((span) => bar(grid, span)).filter((line) => line !== '')
  return [
    ' '.repeat(left) + paint('dim', head.padEnd(columns)) + (first ? '  longest gap' : ''),
    ...bars.map((line) => ' '.repeat(left) + paint('yellow', line)),
    ...panel.groups.flatMap((rows, index) => groupLines(rows, index, block)),
  ]
}

function groupLines(rows: Row[], index: number, block: Block): string[] {
  const lines = rows.flatMap((row) => rowLines(row, block))
  return index === 0 || lines.length === 0 ? lines : ['', ...lines]
}

function rowLines(row: Row, block: Block): string[] {
  const { intervalMs, grid, left, columns, first, paint } = block
  const gaps = row.gaps ?? findGaps(row.samples, row.from, row.to, intervalMs)
  const bare = drawCells(grid, row, gaps)
  if (!first && bare.trim() === '') return []
  const strip = highlight(bare.padEnd(columns), paint)
  const figure = first ? `  ${seconds(longest(row)).padStart(11)}` : ''
  return [`  ${row.label}`.slice(0, left - 2).padEnd(left) + strip + figure, ...under(row, gaps, block)]
}

function under(row: Row, gaps: DrawnGap[], { grid, left, columns, first, paint }: Block): string[] {
  const lines = first && row.remark !== undefined ? wrap(row.remark, left + columns + RIGHT, left) : []
  if (row.sources === undefined) return lines
  const signs = makeSigns([...new Set([...row.sources.values()].flat())].sort())
  const label = `  ${UNDER}`.slice(0, left - 1).padEnd(left)
  const letters = [...signs].filter(([pod, sign]) => !pod.endsWith(sign)).map(([pod, sign]) => `${sign} is ${pod}`)
  const shown = notesOf(row, gaps).map((note) => pointer(grid, note, columns + RIGHT))
  const inside = shown.filter((each) => each.length > 0)
  const more = inside.length > POINTED ? [`… and ${inside.length - POINTED} more`] : []
  const pointers = [...inside.slice(0, POINTED).flat(), ...more]
  const whose = sourceCells(grid, row, signs)
  return [
    ...(whose.trim() === '' ? [] : [label + paint('dim', whose)]),
    ...pointers.map((line) => ' '.repeat(left) + paint('cyan', line)),
    // Ordinals speak for themselves.
    ...(first && letters.length > 0 ? wrap(letters.join(', '), left + columns + RIGHT, left) : []),
    ...lines,
  ]
}

function highlight(strip: string, paint: Paint): string {
  return strip.replaceAll(new RegExp(`${NONE}+`, 'g'), (gap) => paint('red', gap))
}
