import type { Skip } from '../dedup/trace.ts'
import { columns } from '../lib/columns.ts'
import { clock, exactSeconds, minuteClock, zoneName } from '../lib/format.ts'
import type { Explanation } from './explanation.ts'

/** Rows at most, and how many intervals are shown on each side. */
const ROWS = 24
const AROUND = 3

/** Every sample around a stretch of time (Unix ms), a row each: whose it is, whether it was returned or why not, and the penalty from then on. */
export function tableLines(explanation: Explanation, from: number, to: number): string[] {
  const reach = AROUND * explanation.intervalMs
  const rows = rowsOf(explanation).filter(({ t }) => t >= from - reach && t <= to + reach)
  const shown = rows.slice(0, ROWS)
  const penaltyHead = shown.some((row) => row.penalty !== '') ? 'penalty of the others' : ''
  const head = [`time (${zoneName(from)})`, ...explanation.replicas.map(({ name }) => name), penaltyHead]
  const cells = [head, ...shown.map((row) => [clock(row.t), ...row.cells, row.penalty])]
  const lines = columns(cells, { gap: 3 }).map((line) => `  ${line}`)
  return rows.length > ROWS ? [...lines, `  … and ${rows.length - ROWS} more`] : lines
}

interface Row {
  t: number
  cells: string[]
  penalty: string
}

function rowsOf(explanation: Explanation): Row[] {
  const { trace, replicas } = explanation
  const row = (t: number, replica: number, cell: string, penalty: string): Row => ({
    t,
    cells: replicas.map((_, number) => (number === replica ? cell : '')),
    penalty,
  })
  const returned = Array.from(trace.t, (t, place) => {
    const word = trace.stale.has(place) ? 'stale marker, returned' : 'returned'
    return row(t, trace.sources[place]!, word, penaltyText(trace.penalties[place] ?? []))
  })
  const skipped = trace.skips.map((skip) => row(skip.t, skip.replica, reasonOf(skip), ''))
  return [...returned, ...skipped].sort((one, other) => one.t - other.t)
}

function reasonOf({ why, until }: Skip): string {
  if (why === 'nan') return 'not a number, dropped'
  // A sample is taken that is later, by a millisecond at least.
  return why === 'penalty' ? `skipped, penalty until ${minuteClock((until ?? Number.NaN) - 1)}` : 'skipped'
}

function penaltyText(penalties: readonly { a: number; b: number }[]): string {
  const most = Math.max(0, ...penalties.flatMap(({ a, b }) => [a, b]))
  return most === 0 ? '' : exactSeconds(most)
}
