import { formatDuration } from '../../duration.ts'
import { type Span, faultSpans } from '../../verdict/spans.ts'
import { RIGHT, UNDER, blockLines } from './block.ts'
import { NONE, SAMPLE } from './cells.ts'
import { type Grid, cellOf, makeGrid, part } from './grid.ts'
import type { Canvas, Page } from './paint.ts'
import { type Panel, panels } from './rows.ts'

/** Cells in a row at least, however long the labels. */
const LEAST = 20
/** Cells drawn at most: beyond, a picture helps nobody. */
const MOST = 2000
/** Cells shown on each side of the faults where not everything fits. */
const AROUND = 20

/** A strip for every series: one cell a scrape, on a scale of time that begins at the first fault. */
export function stripLines({ run, paint, width }: Page): string[] {
  const drawn = panels(run).filter(({ groups }) => groups.length > 0)
  const { scrapeIntervalMs: intervalMs } = run.settings
  // Without a scrape interval there is nothing to count in.
  if (drawn.length === 0 || !(intervalMs > 0)) return []
  const canvas = { spans: faultSpans(run), intervalMs, paint, width }
  return [paint('bold', 'What was seen') + legend(intervalMs), ...drawn.flatMap((panel) => ['', ...panelLines(canvas, panel)])]
}

/** What the cells of a picture are, to follow its title. */
export function legend(intervalMs: number): string {
  return `   one cell a scrape (${formatDuration(intervalMs)}): ${SAMPLE} sample, ${NONE} none`
}

/** The picture of one panel. */
export function panelLines(canvas: Canvas, panel: Panel): string[] {
  const longestLabel = Math.max(UNDER.length, ...panel.groups.flat().map(({ label }) => label.length))
  const left = Math.min(longestLabel + 4, canvas.width - RIGHT - LEAST)
  const room = canvas.width - left - RIGHT
  const { grids, all } = blocks(canvas, panel, room)
  const drawn = grids.reduce((sum, { cells }) => sum + cells, 0)
  const cut = drawn < all ? [`  only the time around the fault is drawn: ${drawn} of ${all} scrapes`] : []
  const lines = grids.map((grid, index) => blockLines({ ...canvas, panel, grid, left, room, first: index === 0 }))
  return [`  ${panel.query}`, ...cut, ...lines.flatMap((block, index) => (index === 0 ? block : ['', ...block]))]
}

/** The whole of it where it fits; else the time around the faults, in as many blocks as that takes. */
function blocks({ spans, intervalMs }: Canvas, { groups }: Panel, room: number): { grids: Grid[]; all: number } {
  const rows = groups.flat()
  const [from, to] = [Math.min(...rows.map((row) => row.from)), Math.max(...rows.map((row) => row.to))]
  const all = rows.map(({ samples }) => samples)
  const grid = makeGrid(all, from, to, intervalMs)
  const [first, end] = grid.cells <= room ? [0, grid.cells - 1] : around(spans, grid)
  const last = Math.min(end, first + MOST - 1)
  const grids = Array.from({ length: Math.ceil((last - first + 1) / room) }, (_, index) => {
    const start = first + index * room
    return part(grid, start, Math.min(room, last - start + 1))
  })
  return { grids, all: grid.cells }
}

function around(spans: Span[], grid: Grid): [first: number, last: number] {
  const first = cellOf(grid, Math.min(...spans.map(({ from }) => from))) - AROUND
  const last = cellOf(grid, Math.max(...spans.map(({ to }) => to))) + AROUND
  // Neither is a number to count with where there was no fault, or one that was not healed.
  return [Number.isFinite(first) ? Math.max(0, first) : 0, Number.isFinite(last) ? Math.min(grid.cells - 1, last) : grid.cells - 1]
}
