import type { Skip } from '../dedup/trace.ts'
import { columns } from '../lib/columns.ts'
import type { Explanation } from './explanation.ts'
import { clock, exact } from './words.ts'

/** Rows at most, and how many intervals are shown on each side. */
const ROWS = 24
const AROUND = 3

/** Every sample around a stretch of time (Unix ms), a row each: whose it is, whether it was answered or why not, and what is held back from then on. */
export function tableLines(told: Explanation, from: number, to: number): string[] {
  const reach = AROUND * told.intervalMs
  const rows = rowsOf(told).filter(({ t }) => t >= from - reach && t <= to + reach)
  const shown = rows.slice(0, ROWS)
  const held = shown.some((row) => row.held !== '') ? 'the others are then held back' : ''
  const head = ['time (UTC)', ...told.replicas.map(({ name }) => name), held]
  const cells = [head, ...shown.map((row) => [clock(row.t), ...row.cells, row.held])]
  const lines = columns(cells, { gap: 3 }).map((line) => `  ${line}`)
  return rows.length > ROWS ? [...lines, `  … and ${rows.length - ROWS} more`] : lines
}

interface Row {
  t: number
  cells: string[]
  held: string
}

function rowsOf(told: Explanation): Row[] {
  const { trace, replicas } = told
  const row = (t: number, replica: number, cell: string, held: string): Row => ({
    t,
    cells: replicas.map((_, number) => (number === replica ? cell : '')),
    held,
  })
  const answered = Array.from(trace.t, (t, place) => {
    const word = trace.stale.has(place) ? 'stale marker, answered' : 'answered'
    return row(t, trace.sources[place]!, word, heldWords(trace.penalties[place] ?? []))
  })
  const skipped = trace.skips.map((skip) => row(skip.t, skip.replica, reasonOf(skip), ''))
  return [...answered, ...skipped].sort((one, other) => one.t - other.t)
}

function reasonOf({ why, until }: Skip): string {
  if (why === 'nan') return 'no number, dropped'
  // A sample is taken that is later, by a millisecond at least.
  return why === 'penalty' ? `held back until ${clock((until ?? Number.NaN) - 1).slice(3)}` : 'passed by'
}

function heldWords(penalties: readonly { a: number; b: number }[]): string {
  const most = Math.max(0, ...penalties.flatMap(({ a, b }) => [a, b]))
  return most === 0 ? '' : exact(most)
}
