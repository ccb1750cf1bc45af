import { formatDuration } from '../../duration.ts'
import type { Span } from '../../verdict/spans.ts'
import { type Grid, cellOf } from './grid.ts'

/** Cells from one mark of the scale to the next. */
const STEP = 10

/** Marks every ten cells, counted from the first fault: `|-10s      |0s        |+10s`. */
export function scale(grid: Grid, zero: number): string {
  const offset = cellOf(grid, zero)
  const line: string[] = Array.from({ length: grid.cells }, () => ' ')
  for (let cell = offset - Math.floor(offset / STEP) * STEP; cell < grid.cells; cell += STEP) {
    const label = `|${since((cell - offset) * grid.interval)}`
    if (cell + label.length <= grid.cells) line.splice(cell, label.length, ...label)
  }
  return line.join('')
}

function since(seconds: number): string {
  const sign = seconds < 0 ? '-' : seconds > 0 ? '+' : ''
  return `${sign}${formatDuration(Math.abs(seconds) * 1000)}`
}

/** The time that a fault lasted, as a bar with its name in it, or beside it where it is short. Empty where the grid does not show it. */
export function bar(grid: Grid, { fault, from, to }: Span): string {
  const [first, last] = [Math.max(0, cellOf(grid, from)), Math.min(grid.cells - 1, cellOf(grid, to))]
  if (!(first <= last)) return ''
  const length = last - first + 1
  const [left, right] = [cellOf(grid, from) < 0 ? '─' : '├', cellOf(grid, to) >= grid.cells ? '─' : '┤']
  const line = length === 1 ? '┃' : left + '─'.repeat(length - 2) + right
  const name = ` ${fault.fault} `
  const inside = length >= name.length + 4
  const start = 1 + Math.floor((length - 2 - name.length) / 2)
  return ' '.repeat(first) + (inside ? line.slice(0, start) + name + line.slice(start + name.length) : `${line}${name}`)
}
