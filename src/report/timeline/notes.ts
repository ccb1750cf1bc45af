import type { Gap, Sample } from '../../model/run.ts'
import { seconds } from '../../lib/format.ts'
import type { ReportWords } from '../words/en.ts'
import { type DrawnGap, type Row, sourcesOf } from './layout.ts'

/** What to point at in Query's answer: its gaps, and where it switched to another replica. */
export interface Note {
  at: number
  text: string
}

type NoteWords = ReportWords['timeline']

/** Notes in the order of time. */
export function notesOf(row: Row, gaps: DrawnGap[], said: NoteWords): Note[] {
  const noted = gaps.map((gap) => ({
    at: (gap.from + gap.to) / 2,
    text: said.gap(seconds(gap.seconds), gap.note ?? change(row, gap, said)),
  }))
  return [...noted, ...switches(row, gaps, said)].sort((a, b) => a.at - b.at)
}

function change(row: Row, gap: Gap, said: NoteWords): string | undefined {
  if (row.sources === undefined) return undefined
  const [left, right] = [row.samples.findLast(([time]) => time <= gap.from), row.samples.find(([time]) => time >= gap.to)]
  if (left === undefined || right === undefined) return undefined
  const [one, other] = [sourcesOf(left, row), sourcesOf(right, row)]
  if (one.length !== 1 || other.length !== 1) return undefined
  return one[0] === other[0] ? said.stayed : said.switched(one[0]!, other[0]!)
}

/** Samples at which Query switched without a gap: `index` in the row. */
interface Switch {
  index: number
  from: string
  to: string
}

function switches(row: Row, gaps: Gap[], said: NoteWords): Note[] {
  return inTurn(switchesOf(row, gaps)).flatMap((group) => {
    const notes = group.map(({ index, from, to }) => ({
      at: row.samples[index]![0],
      text: said.switchedWithoutGap(from, to),
    }))
    if (group.length < IN_TURN) return notes
    const pods = [...new Set(group.map(({ to }) => to))].sort()
    return [{ at: notes[0]!.at, text: said.inTurn(group.length, pods) }]
  })
}

function switchesOf(row: Row, gaps: Gap[]): Switch[] {
  if (row.sources === undefined) return []
  return row.samples.flatMap((sample: Sample, index) => {
    const last = row.samples[index - 1]
    if (last === undefined || gaps.some((gap) => gap.to === sample[0])) return []
    const [one, other] = [sourcesOf(last, row), sourcesOf(sample, row)]
    if (one.length !== 1 || other.length !== 1 || one[0] === other[0]) return []
    return [{ index, from: one[0]!, to: other[0]! }]
  })
}

/** Switches at so many samples in a row, or more, are one thing to say: a chain takes the samples of all replicas. */
const IN_TURN = 3

/** Switches at samples that follow each other, together. */
function inTurn(all: readonly Switch[]): Switch[][] {
  const groups: Switch[][] = []
  for (const one of all) {
    const last = groups.at(-1)
    if (last?.at(-1)?.index === one.index - 1) last.push(one)
    else groups.push([one])
  }
  return groups
}
