import type { Gap, Sample } from '../../journal.ts'
import { type Grid, cellOf } from './grid.ts'
import { type Row, millis } from './rows.ts'

export const SAMPLE = '▇'
export const NONE = '·'

/** A row's cells: a sample, none where one was due, blank outside of what was asked. */
export function cells(grid: Grid, row: Row, gaps: Gap[]): string {
  const filled = new Set(row.samples.map(([time]) => cellOf(grid, time)))
  const inside = extent(grid, row, gaps)
  return draw(grid, (cell) => (filled.has(cell) ? SAMPLE : cell >= inside.first && cell <= inside.last ? NONE : ' '))
}

/** Whose samples Query answered with, cell for cell: a replica's sign, `=` where more than one holds that sample, `?` where none does. */
export function sourceCells(grid: Grid, row: Row, signs: Map<string, string>): string {
  const signOf = new Map(row.samples.map((sample) => [cellOf(grid, sample[0]), sourceSign(sample, row, signs)]))
  return draw(grid, (cell) => signOf.get(cell) ?? ' ')
}

/** The replicas that hold that very sample. */
export function sourcesOf([time]: Sample, { sources }: Row): string[] {
  return sources?.get(millis(time)) ?? []
}

/** One sign for each replica: its ordinal where that is one digit, else a letter. */
export function makeSigns(pods: string[]): Map<string, string> {
  const ordinals = pods.map((pod) => /-(\d)$/.exec(pod)?.[1])
  const plain = ordinals.every((sign) => sign !== undefined) && new Set(ordinals).size === pods.length
  return new Map(pods.map((pod, index) => [pod, (plain ? ordinals[index] : undefined) ?? String.fromCodePoint(97 + (index % 26))]))
}

function sourceSign(sample: Sample, row: Row, signs: Map<string, string>): string {
  const [pod, ...others] = sourcesOf(sample, row)
  if (pod === undefined) return '?'
  return others.length > 0 ? '=' : (signs.get(pod) ?? '?')
}

/** Up to an edge that is nearer than a gap, nothing is amiss: the next scrape was not due yet. */
function extent(grid: Grid, { samples, from, to }: Row, gaps: Gap[]) {
  const touches = (edge: number) => gaps.some((gap) => gap.from === edge || gap.to === edge)
  const [first, last] = [samples[0]?.[0] ?? from, samples.at(-1)?.[0] ?? to]
  return { first: cellOf(grid, touches(from) ? from : first), last: cellOf(grid, touches(to) ? to : last) }
}

function draw({ cells: count }: Grid, cell: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => cell(index)).join('')
}
