import { valueWord } from '../dedup/samples.ts'
import type { Skip } from '../dedup/trace.ts'
import { columns } from '../lib/columns.ts'
import { clock, exactSeconds, minuteClock, zoneName } from '../lib/format.ts'
import { toMs } from '../lib/time.ts'
import type { Explanation } from './explanation.ts'
import { disagreements } from './values.ts'

/** Rows at most, and how many intervals are shown on each side. */
const ROWS = 24
const AROUND = 3

/**
 * Every sample around a stretch of time (Unix ms), a row each: whose it is, whether it was returned or why not, and the penalty from then on.
 * Where there is none, the last before it and the first after it. From the first difference between the model and Query on only what Query returned
 * is known, not why. Empty where there is nothing to show.
 */
export function tableLines(explanation: Explanation, from: number, to: number): string[] {
  const reach = AROUND * explanation.intervalMs
  const all = rowsOf(explanation)
  const near = all.filter(({ t }) => t >= from - reach && t <= to + reach)
  const [before, after] = [all.filter(({ t }) => t < from).slice(-AROUND), all.filter(({ t }) => t > to).slice(0, AROUND)]
  const rows = near.length > 0 ? near : [...before, ...after]
  if (rows.length === 0) return []
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
  const { trace, replicas, first = Number.POSITIVE_INFINITY } = explanation
  const showsValues = disagreements(explanation).length > 0
  const value = (v: number) => (showsValues ? `${valueWord(v)}, ` : '')
  const row = (t: number, replica: number, cell: string, penalty: string): Row => ({
    t,
    cells: replicas.map((_, number) => (number === replica ? cell : '')),
    penalty,
  })
  const returned = Array.from(trace.t, (t, place) => {
    const word = trace.stale.has(place) ? 'stale marker, returned' : `${value(trace.v[place]!)}returned`
    return row(t, trace.sources[place]!, word, penaltyText(trace.penalties[place] ?? []))
  })
  const skipped = trace.skips.map((skip) => {
    const { v, stale } = replicas[skip.replica]!
    const isMarker = stale.has(skip.place)
    return row(skip.t, skip.replica, `${isMarker ? 'stale marker, ' : value(v[skip.place]!)}${reasonOf(skip, isMarker)}`, '')
  })
  const explained = [...returned, ...skipped].filter(({ t }) => t < first)
  const rest = first === Number.POSITIVE_INFINITY ? [] : unexplained(explanation, first, value)
  return [...explained, ...rest.map(({ t, replica, cell }) => row(t, replica, cell, ''))].sort((one, other) => one.t - other.t)
}

/** Every sample from the first difference on, by what Query returned alone. */
function unexplained({ replicas, seen, window }: Explanation, first: number, value: (v: number) => string) {
  const returned = new Set(seen.map(([seconds]) => toMs(seconds)))
  return replicas.flatMap(({ t, v, stale }, replica) =>
    Array.from(t).flatMap((time, place) => {
      if (time < first || time > window.to) return []
      const word = stale.has(place) ? 'stale marker' : `${value(v[place]!)}${returned.has(time) ? 'returned' : 'not returned'}`
      return [{ t: time, replica, cell: word }]
    }),
  )
}

function reasonOf({ why, until }: Skip, isMarker: boolean): string {
  if (why === 'nan') return isMarker ? 'dropped' : 'not a number, dropped'
  // A sample is taken that is later, by a millisecond at least.
  return why === 'penalty' && until !== undefined ? `skipped, penalty until ${minuteClock(until - 1)}` : 'skipped'
}

function penaltyText(penalties: readonly { a: number; b: number }[]): string {
  const most = Math.max(0, ...penalties.flatMap(({ a, b }) => [a, b]))
  return most === 0 ? '' : exactSeconds(most)
}
