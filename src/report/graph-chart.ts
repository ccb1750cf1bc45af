import { clock } from '../lib/format.ts'
import { toMs } from '../lib/time.ts'
import type { RecordedSeries, Sample } from '../model/run.ts'
import { labelText } from './series-chart.ts'
import type { Signs } from './signs.ts'

/** A graph in a window: Unix seconds. */
export interface GraphFrame {
  from: number
  to: number
  stepSeconds: number
  /** Columns of the terminal. */
  width: number
  /** The least and the largest value of all that is drawn beside it, so that heights can be compared. */
  scale: Scale
  /** Lines of a chart. */
  height: number
  signs: Signs
}

export interface Scale {
  bottom: number
  top: number
}

/** The scale of some graphs: from 0, where no value is below it and they differ by more than half of the largest; else from the least. */
export function scaleOf(series: readonly RecordedSeries[]): Scale {
  const values = series.flatMap((one) => finite(one.values).map(({ value }) => value))
  if (values.length === 0) return { bottom: 0, top: 0 }
  const [least, most] = [values.reduce((one, other) => Math.min(one, other)), values.reduce((one, other) => Math.max(one, other))]
  const fromZero = least >= 0 && (least <= most / 2 || least === most)
  return { bottom: fromZero ? 0 : least, top: least === most ? Math.max(0, most) : most }
}

/** One series of a graph: its labels with its largest, least and last value, a chart of it, and what the chart leaves out. */
export function drawGraph({ labels, values }: RecordedSeries, frame: GraphFrame): string {
  const shown = finite(values)
  const others = values.length - shown.length
  const head = `${labelText(labels)}${figures(shown, values)}`
  if (shown.length === 0) return [head, ...(others > 0 ? [`  ${notNumbers(others)}`] : [])].join('\n')
  const axis = axisOf(frame)
  const left = Math.max(...axis.map((label) => label.length)) + 4
  const grid = gridOf(frame, frame.width - left)
  const cells = cellsOf(shown, frame, grid)
  const lines = Array.from({ length: frame.height }, (_, line) => {
    const label = axis[line]!.padStart(left - 2)
    return `${label} ${axis[line] === '' ? frame.signs.axis.line : frame.signs.axis.figure}${cells.map((cell) => bar(cell, frame, line)).join('')}`.trimEnd()
  })
  const notes = [
    ...(grid.steps > 1 ? [`each column is the largest of ${grid.steps} steps`] : []),
    ...(shown.length < grid.all ? [`${shown.length} of ${grid.all} steps have a value`] : []),
    ...(others > 0 ? [notNumbers(others)] : []),
  ]
  const times = `${' '.repeat(left)}${clock(toMs(frame.from))}${clock(toMs(frame.to)).padStart(Math.max(14, cells.length - 12))}`
  return [head, ...lines, times, ...(notes.length === 0 ? [] : [`  ${notes.join('; ')}`])].join('\n')
}

interface Point {
  time: number
  value: number
}

function finite(values: readonly Sample[]): Point[] {
  return values.map(([time, text]) => ({ time, value: Number(text) })).filter(({ value }) => Number.isFinite(value))
}

function figures(shown: readonly Point[], values: readonly Sample[]): string {
  const last = values.at(-1)
  if (shown.length === 0) return last === undefined ? '' : `  last ${last[1]}`
  const most = shown.reduce((one, other) => (other.value > one.value ? other : one))
  const least = shown.reduce((one, other) => (other.value < one.value ? other : one))
  return `  largest ${figure(most.value)} at ${clock(toMs(most.time))}, least ${figure(least.value)}, last ${figure(Number(last?.[1]))}`
}

function notNumbers(count: number): string {
  return `${count === 1 ? '1 value is' : `${count} values are`} no finite number (NaN or Inf), and not drawn`
}

/** Six figures are enough to see a spike; `--json` has all. */
export function figure(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(6))) : String(value)
}

/** What stands at the left of each line: the top of the scale at the first, its bottom at the last. */
function axisOf({ scale, height }: GraphFrame): string[] {
  return Array.from({ length: height }, (_, line) => {
    if (line === 0) return figure(scale.top)
    return line === height - 1 ? figure(scale.bottom) : ''
  })
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

/** The largest value of each column: a spike of one step must not be lost. */
function cellsOf(shown: readonly Point[], { from, stepSeconds }: GraphFrame, { steps, columns }: Grid): (number | undefined)[] {
  const cells: (number | undefined)[] = Array.from({ length: columns }, () => undefined)
  for (const { time, value } of shown) {
    const column = Math.floor(Math.round((time - from) / stepSeconds) / steps)
    cells[column] = Math.max(value, cells[column] ?? value)
  }
  return cells
}

/** What a line has of a column; the first line is the highest. A value at the bottom of the scale still shows. */
function bar(value: number | undefined, { scale: { bottom, top }, height, signs: { bars, none } }: GraphFrame, line: number): string {
  const eighths = bars.length
  const below = (height - 1 - line) * eighths
  if (value === undefined) return below === 0 ? none : ' '
  const share = top > bottom ? (value - bottom) / (top - bottom) : 0
  const filled = Math.max(1, Math.round(share * height * eighths))
  return filled > below ? bars[Math.min(eighths, filled - below) - 1]! : ' '
}
