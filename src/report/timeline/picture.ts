import type { Gap, Phase } from '../../model/run.ts'
import type { Analysis } from '../../verdict/analysis.ts'
import { findGaps } from '../../verdict/gaps.ts'
import { predictionOutcomes } from '../../verdict/prediction.ts'
import type { Span } from '../../verdict/spans.ts'
import { cellOf, type DrawnGap, type Grid, longest, makeGrid, type Panel, panels, type Row, since, sourcesOf } from './layout.ts'
import { sentAt } from '../probe-times.ts'
import { type Note, notesOf } from './notes.ts'
import { reportInEnglish, type ReportWords } from '../words/en.ts'
import { isAnswered } from '../../model/reading.ts'

/* The timeline as it is drawn, before it is drawn anywhere: rows, cells, bands, marks and labels, by cells of one scrape. */

/** Cells of one kind beside each other, both ends included. */
export interface CellSpan {
  first: number
  last: number
}

export interface PictureRow {
  label: string
  /** Rows of a group belong together: the replicas' own samples, or the answers of one observed series. */
  group: number
  /** Whose own samples they are; left out: what Query, or the Service, answered. */
  replica?: string
  /** The observed series, and when it was read; left out of a replica's own samples. */
  view?: { series: string; phase: Phase }
  samples: CellSpan[]
  /** A sample was due. */
  lacking: CellSpan[]
  /** Gaps and switches, in the order of time; `at` in cells. */
  notes: { at: number; text: string }[]
  /** Of Query's answer: whose samples they are. `pods`: more than one where several hold that very sample, or samples of several are in a cell; none where no replica does. */
  sources?: (CellSpan & { pods: string[] })[]
  longestSeconds: number
  /** What was predicted of its gap by each fault that says so. */
  predicted: PredictedGap[]
  remark?: string
}

/** In seconds. Measured from its fault to the next one, so not always the longest of the row; left out where nothing was read then. */
export interface PredictedGap {
  least: number
  most: number
  measured?: number
  isMet?: boolean
}

/** The time that a fault lasted, in cells: the part of it that is in the picture. */
export interface Band extends CellSpan {
  label: string
  beginsBefore: boolean
  endsAfter: boolean
}

/** The requests of a probe in one cell: how slow the slowest was, and how many failed. */
export interface ProbeCell {
  cell: number
  ms: number
  failed: number
}

export interface ProbeRow {
  name: string
  cells: ProbeCell[]
  slowestMs: number
  /** Requests that got no answer. */
  failed: number
}

export interface PicturePanel {
  selector: string
  /** Cell 0 begins here. */
  grid: Grid
  rows: PictureRow[]
  /** All that have a row, or a sample in one, by name. */
  replicas: string[]
  bands: Band[]
  /** The cell of the first fault, from which time is counted; it may be outside of the picture. Without a fault, the first cell. */
  zero: number
  /** The scale: cells and what stands there. */
  scale: { cell: number; label: string }[]
  probes: ProbeRow[]
}

/** A picture for each selector that was read. None of a run without a sample. `words`: of labels and notes; left out, English. */
export function picturesOf(analysis: Analysis, words = reportInEnglish): PicturePanel[] {
  const { intervalMs } = analysis
  // Without a scrape interval there is nothing to count in.
  if (!(intervalMs > 0)) return []
  const predicted = predictionsOf(analysis)
  return panels(analysis, words)
    .filter(({ groups }) => groups.length > 0)
    .map((panel) => {
      const picture = pictureOf(panel, { ...analysis, predicted, words })
      return { ...picture, probes: probesOf(analysis, picture.grid) }
    })
}

/** What a panel is drawn with. */
interface Drawn {
  intervalMs: number
  spans: readonly Span[]
  /** By the series. */
  predicted?: Map<string, PredictedGap[]>
  /** Of the notes; left out: English. */
  words?: ReportWords
}

/** The picture of one panel, without probes. */
export function pictureOf(
  { selector, groups }: Panel,
  { intervalMs, spans, predicted = new Map(), words = reportInEnglish }: Drawn,
): PicturePanel {
  const rows = groups.flat()
  const [from, to] = [Math.min(...rows.map((row) => row.from)), Math.max(...rows.map((row) => row.to))]
  const grid = makeGrid(
    rows.map(({ samples }) => samples),
    from,
    to,
    intervalMs,
  )
  const bands = spans.map((span): Band => {
    const [first, last] = [cellOf(grid, span.from), cellOf(grid, span.to)]
    const inside = { first: Math.max(0, first), last: Math.min(grid.cells - 1, last) }
    return { label: span.fault.fault, ...inside, beginsBefore: first < 0, endsAfter: last >= grid.cells }
  })
  const begin = cellOf(grid, spans[0]?.from ?? grid.origin)
  const zero = Number.isFinite(begin) ? begin : 0
  const drawn = groups.flatMap((group, index) =>
    group.map((row) => ({ ...rowOf(row, grid, { intervalMs, predicted, words }), group: index })),
  )
  return {
    selector,
    grid,
    rows: drawn,
    replicas: replicasOf(drawn),
    bands: bands.filter(({ first, last }) => first <= last),
    zero,
    scale: scaleOf(grid, zero),
    probes: [],
  }
}

function replicasOf(rows: readonly PictureRow[]): string[] {
  const own = rows.flatMap(({ replica }) => replica ?? [])
  return [...new Set([...own, ...rows.flatMap(({ sources = [] }) => sources.flatMap(({ pods }) => pods))])].sort()
}

/** What came of each prediction that applies, by the series. */
function predictionsOf(analysis: Analysis): Map<string, PredictedGap[]> {
  const known = new Map<string, PredictedGap[]>()
  for (const fault of analysis.run.faults)
    for (const { series, prediction, measured, isMet, void: none } of predictionOutcomes(fault, analysis)) {
      if (none !== undefined) continue
      const { least, most } = prediction.gapMs
      const gap = {
        least: least / 1000,
        most: most / 1000,
        ...(measured === undefined ? {} : { measured: measured.seconds }),
        ...(isMet === undefined ? {} : { isMet }),
      }
      known.set(series, [...(known.get(series) ?? []), gap])
    }
  return known
}

function rowOf(row: Row, grid: Grid, { intervalMs, predicted, words }: Required<Omit<Drawn, 'spans'>>): Omit<PictureRow, 'group'> {
  const { replica, view } = row
  const gaps = row.gaps ?? findGaps(row.samples, row.from, row.to, intervalMs)
  return {
    label: row.label,
    ...(replica === undefined ? {} : { replica }),
    ...(view === undefined ? {} : { view }),
    ...cellsOf(row, grid, gaps),
    notes: notesOf(row, gaps, words.timeline).map(({ at, text }: Note) => ({ at: (at - grid.origin) / grid.interval, text })),
    ...(row.sources === undefined ? {} : { sources: sourcesIn(row, grid) }),
    longestSeconds: longest(row),
    predicted: view?.phase === 'after' ? (predicted.get(view.series) ?? []) : [],
    ...(row.remark === undefined ? {} : { remark: row.remark }),
  }
}

/** A cell is a sample, or one that was due, or neither. */
function cellsOf(row: Row, grid: Grid, gaps: DrawnGap[]): Pick<PictureRow, 'samples' | 'lacking'> {
  const filled = new Set(row.samples.map(([time]) => cellOf(grid, time)))
  const lacks = new Set<number>()
  for (const gap of gaps) {
    const { first, last } = lackOf(gap, row, grid)
    for (let cell = first; cell <= last; cell += 1) lacks.add(cell)
  }
  const samples = stretches(grid, (cell) => (filled.has(cell) ? 'sample' : undefined))
  const lacking = stretches(grid, (cell) => (!filled.has(cell) && lacks.has(cell) ? 'lack' : undefined))
  return { samples: samples.map(bare), lacking: lacking.map(bare) }
}

function lackOf({ from, to }: Gap, row: Row, grid: Grid): CellSpan {
  return { first: cellOf(grid, Math.max(from, row.from)), last: cellOf(grid, Math.min(to, row.to)) }
}

function sourcesIn(row: Row, grid: Grid): (CellSpan & { pods: string[] })[] {
  const pods = new Map<number, Set<string>>()
  for (const sample of row.samples) {
    const cell = cellOf(grid, sample[0])
    pods.set(cell, new Set([...(pods.get(cell) ?? []), ...sourcesOf(sample, row)]))
  }
  return stretches(grid, (cell) => (pods.has(cell) ? [...pods.get(cell)!].sort().join('\n') : undefined)).map(({ first, last, kind }) => ({
    first,
    last,
    pods: kind === '' ? [] : kind.split('\n'),
  }))
}

const bare = ({ first, last }: CellSpan): CellSpan => ({ first, last })

function stretches({ cells }: Grid, kindOf: (cell: number) => string | undefined): (CellSpan & { kind: string })[] {
  const made: (CellSpan & { kind: string })[] = []
  for (let cell = 0; cell < cells; cell += 1) {
    const kind = kindOf(cell)
    const before = made.at(-1)
    if (kind === undefined) continue
    if (before?.last === cell - 1 && before.kind === kind) before.last = cell
    else made.push({ first: cell, last: cell, kind })
  }
  return made
}

/** Distances of the scale in cells, so that about ten marks are there. */
const STEPS = [5, 10, 20, 30, 60, 120, 300, 600, 1800, 3600]
const MARKS = 10

function scaleOf(grid: Grid, zero: number): PicturePanel['scale'] {
  const step = STEPS.find((cells) => grid.cells / cells <= MARKS) ?? Math.ceil(grid.cells / MARKS)
  return marksOf({ grid, zero }, step, { first: 0, last: grid.cells - 1 })
}

/** The marks of the scale every `step` cells, counted from `zero`, of a part of a picture. */
export function marksOf(
  { grid, zero }: Pick<PicturePanel, 'grid' | 'zero'>,
  step: number,
  { first, last }: CellSpan,
): PicturePanel['scale'] {
  const begin = zero + Math.ceil((first - zero) / step) * step
  return Array.from({ length: Math.max(0, Math.floor((last - begin) / step) + 1) }, (_, index) => {
    const cell = begin + index * step
    return { cell, label: since((cell - zero) * grid.interval) }
  })
}

function probesOf({ run }: Analysis, grid: Grid): ProbeRow[] {
  return Object.entries(run.probes).flatMap(([name, results]) => {
    const cells = new Map<number, ProbeCell>()
    for (const result of results) {
      const cell = cellOf(grid, sentAt(result))
      if (cell < 0 || cell >= grid.cells) continue
      const drawn = cells.get(cell) ?? { cell, ms: 0, failed: 0 }
      drawn.ms = Math.max(drawn.ms, result.ms)
      if (!isAnswered(result)) drawn.failed += 1
      cells.set(cell, drawn)
    }
    const drawn = [...cells.values()].sort((one, other) => one.cell - other.cell)
    const failed = drawn.reduce((sum, cell) => sum + cell.failed, 0)
    return drawn.length === 0 ? [] : [{ name, cells: drawn, slowestMs: Math.max(...drawn.map(({ ms }) => ms)), failed }]
  })
}

/** What stands beside a probe's row. `words`: left out, English. */
export function probeFigure({ slowestMs, failed }: ProbeRow, { timeline } = reportInEnglish): string {
  return failed === 0 ? `≤ ${Math.round(slowestMs)} ms` : timeline.failed(failed)
}
