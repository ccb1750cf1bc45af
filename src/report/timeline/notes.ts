import type { Gap, Sample } from '../../model/run.ts'
import { seconds } from '../../lib/format.ts'
import { type DrawnGap, type Row, sourcesOf } from './layout.ts'

/** What to point at in Query's answer: its gaps, and where it switched to another replica. */
export interface Note {
  at: number
  text: string
}

/** Notes in the order of time. */
export function notesOf(row: Row, gaps: DrawnGap[]): Note[] {
  const noted = gaps.map((gap) => ({
    at: (gap.from + gap.to) / 2,
    text: `gap of ${seconds(gap.seconds)}${gap.note === undefined ? change(row, gap) : `: ${gap.note}`}`,
  }))
  return [...noted, ...switches(row, gaps)].sort((a, b) => a.at - b.at)
}

function change(row: Row, gap: Gap): string {
  if (row.sources === undefined) return ''
  const [left, right] = [row.samples.findLast(([time]) => time <= gap.from), row.samples.find(([time]) => time >= gap.to)]
  if (left === undefined || right === undefined) return ''
  const [one, other] = [sourcesOf(left, row), sourcesOf(right, row)]
  if (one.length !== 1 || other.length !== 1) return ''
  return one[0] === other[0] ? `: Query did not switch` : `: Query switched from ${one[0]} to ${other[0]}`
}

function switches(row: Row, gaps: Gap[]): Note[] {
  if (row.sources === undefined) return []
  return row.samples.flatMap((sample: Sample, index) => {
    const last = row.samples[index - 1]
    if (last === undefined || gaps.some((gap) => gap.to === sample[0])) return []
    const [one, other] = [sourcesOf(last, row), sourcesOf(sample, row)]
    if (one.length !== 1 || other.length !== 1 || one[0] === other[0]) return []
    return [{ at: sample[0], text: `Query switched from ${one[0]} to ${other[0]}, without a gap` }]
  })
}
