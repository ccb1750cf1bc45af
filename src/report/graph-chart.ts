import { clock } from '../lib/format.ts'
import { toMs } from '../lib/time.ts'
import { type Agreement, agreementOf, finiteOf, type GraphLine, type GraphPanel } from './graph-lines.ts'
import type { GraphSigns } from './signs.ts'
import type { Paint } from './text.ts'

/** A chart's place: times in Unix seconds. */
export interface GraphFrame {
  from: number
  to: number
  stepSeconds: number
  /** Columns of the terminal. */
  width: number
  /** Lines that the values have. */
  height: number
  paint: Paint
  signs: GraphSigns
}

const STYLES = ['cyan', 'magenta', 'yellow', 'blue'] as const

/** The sign of a line: of the merged one, and of one that is alone, the dot. */
export function signOf({ kind, sign }: GraphLine, { lines }: GraphPanel, { merged }: GraphSigns): string {
  return kind === 'merged' || lines.length === 1 ? merged : sign
}

export interface Scale {
  bottom: number
  top: number
}

/** From 0, where no value is below it and they differ by more than half of the largest; else from the least. */
export function scaleOf(lines: readonly GraphLine[]): Scale {
  const values = finiteOf(lines)
  if (values.length === 0) return { bottom: 0, top: 0 }
  const [least, most] = [values.reduce((one, other) => Math.min(one, other)), values.reduce((one, other) => Math.max(one, other))]
  const fromZero = least >= 0 && (least <= most / 2 || least === most)
  return { bottom: fromZero ? 0 : least, top: least === most ? Math.max(0, most) : most }
}

/** Six figures are enough to see a spike; `--json` has all. */
export function figure(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(6))) : String(value)
}

/**
 * The lines of a panel over each other, the merged one on top: each value has its sign, however many steps a column has. Below, where the
 * lines have values, and whose value the merged one has.
 */
export function drawPanel(panel: GraphPanel, frame: GraphFrame): string[] {
  const scale = scaleOf(panel.lines)
  const axis = [figure(scale.top), ...Array.from({ length: frame.height - 2 }, () => ''), figure(scale.bottom)]
  const rows = rowsBelow(panel, frame.signs)
  const left = Math.max(...[...axis, ...rows.map(({ label }) => label)].map((label) => label.length)) + 4
  const grid = gridOf(frame, frame.width - left)
  const cells = cellsOf(panel, { scale, height: frame.height }, grid)
  const chart = axis.map((label, row) => {
    const edge = `${label.padStart(left - 2)} ${label === '' ? frame.signs.axis.line : frame.signs.axis.figure}`
    return `${edge}${paintedRow(cells[row]!, panel, frame)}`.trimEnd()
  })
  const below = rows.map(({ label, at }) => {
    const signs = Array.from({ length: grid.columns }, (_, column) =>
      at(column * grid.steps, Math.min(grid.all, (column + 1) * grid.steps)),
    )
    return `${label.padStart(left - 2)} ${frame.signs.axis.line}${signs.join('')}`
  })
  const note = grid.steps > 1 ? [`  each column is ${grid.steps} steps; every value is drawn`] : []
  return [...chart, ...timesLines(frame, left, grid.columns), ...below, ...note]
}

interface Grid {
  /** Steps of the graph. */
  all: number
  /** Steps of a column. */
  steps: number
  columns: number
}

function gridOf({ from, to, stepSeconds }: GraphFrame, columns: number): Grid {
  const all = Math.floor((to - from) / stepSeconds + 1e-6) + 1
  const steps = Math.ceil(all / Math.max(1, columns))
  return { all, steps, columns: Math.ceil(all / steps) }
}

/** What stands in one place of a chart. */
interface Cell {
  lines: Set<GraphLine>
  /** The merged line passes from one value to the next. */
  isPassed: boolean
}

function cellsOf({ lines }: GraphPanel, { scale, height }: { scale: Scale; height: number }, { steps, columns }: Grid): Cell[][] {
  const cells = Array.from({ length: height }, () => Array.from({ length: columns }, (): Cell => ({ lines: new Set(), isPassed: false })))
  for (const line of lines) {
    let before: number | undefined
    for (const [step, value] of line.values.entries()) {
      const row = rowOf(value, scale, height)
      const column = Math.floor(step / steps)
      if (row !== undefined) cells[row]?.[column]?.lines.add(line)
      if (row !== undefined && before !== undefined && (line.kind === 'merged' || lines.length === 1))
        for (let passed = Math.min(row, before) + 1; passed < Math.max(row, before); passed++) cells[passed]![column]!.isPassed = true
      before = row
    }
  }
  return cells
}

/** The line of a value: 0 is the highest; undefined for what cannot be drawn. */
function rowOf(value: number | undefined, { bottom, top }: Scale, height: number): number | undefined {
  if (value === undefined || !Number.isFinite(value)) return undefined
  const share = top > bottom ? (value - bottom) / (top - bottom) : 0
  return height - 1 - Math.round(share * (height - 1))
}

function paintedRow(cells: readonly Cell[], panel: GraphPanel, { paint, signs }: Pick<GraphFrame, 'paint' | 'signs'>): string {
  return cells
    .map(({ lines, isPassed }) => {
      const [line, ...others] = lines
      if (line === undefined) return isPassed ? paint('dim', signs.link) : ' '
      const shown = line.kind === 'merged' || others.length === 0 ? line : undefined
      return shown === undefined ? paint('bold', signs.several) : paintedSign(shown, panel, { paint, signs })
    })
    .join('')
}

/** A line's sign in its colour. */
export function paintedSign(line: GraphLine, panel: GraphPanel, { paint, signs }: Pick<GraphFrame, 'paint' | 'signs'>): string {
  const sign = signOf(line, panel, signs)
  return paint(sign === signs.merged ? 'green' : STYLES[line.place % STYLES.length]!, sign)
}

/** The left edge's time, and the right one's at the right end: on a line of its own where there is no place for both. */
function timesLines({ from, to, width }: GraphFrame, left: number, columns: number): string[] {
  const [first, last] = [clock(toMs(from)), clock(toMs(to))]
  const right = Math.max(columns, first.length + 2 + last.length)
  const pad = ' '.repeat(left)
  if (left + right <= width) return [`${pad}${first}${last.padStart(right - first.length)}`]
  return [pad + first, pad + last.padStart(columns)]
}

/** A row below a chart: one sign for each column. */
interface RowBelow {
  label: string
  /** The sign of the steps from one to another, itself left out. */
  at(first: number, end: number): string
}

/** Whose value the merged line has; then, of each line that lacks some, where it has values. */
function rowsBelow(panel: GraphPanel, signs: GraphSigns): RowBelow[] {
  const agreement = agreementOf(panel)
  const lacking = panel.lines.filter((line) => line.values.includes(undefined) && !(line.kind === 'merged' && agreement !== undefined))
  return [
    ...(agreement === undefined
      ? []
      : [{ label: `${signs.merged} is`, at: (first: number, end: number) => agreementSign(agreement.slice(first, end), signs) }]),
    ...lacking.map((line) => ({
      label: `${signOf(line, panel, signs)} has`,
      at: (first: number, end: number) => (line.values.slice(first, end).includes(undefined) ? signs.none : signs.value),
    })),
  ]
}

/** The most important of what some steps have: a value of nobody, then none, then several replicas. */
function agreementSign(steps: readonly Agreement[], { several, nobody, none, mixed }: GraphSigns): string {
  const signs = new Set(
    steps.map((step) => {
      if (step.has === 'no-value') return none
      const [line, ...others] = step.of
      return line === undefined ? nobody : others.length > 0 ? several : line.sign
    }),
  )
  if (signs.has(nobody)) return nobody
  if (signs.has(none)) return none
  const [first = several, ...others] = [...signs].filter((sign) => sign !== several)
  return others.length > 0 ? mixed : first
}
