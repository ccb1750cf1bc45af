import type { RoomValue } from '../../../model/class-events.ts'
import type { RoomQuestion } from '../../../model/class-state.ts'
import type { RoomWords } from './room-words.ts'

/** One answer, or numbers beside each other: how many predicted it, and how many have measured it. */
export interface HistogramRow {
  label: string
  predicted: number
  measured: number
}

/** The rows of a question, in the order of the choices or of the numbers. */
export function histogram({ choices, unit, predictions, measured }: RoomQuestion, words: RoomWords): HistogramRow[] {
  const places = [...choicesIn(predictions), ...choicesIn(measured)]
  if (choices !== undefined || places.length > 0) {
    const count = choices?.length ?? Math.max(...places) + 1
    return Array.from({ length: count }, (_, place) => ({
      label: choices?.[place] ?? words.choice(place + 1),
      predicted: choicesIn(predictions).filter((one) => one === place).length,
      measured: choicesIn(measured).filter((one) => one === place).length,
    }))
  }
  return numberRows({ predictions: numbersIn(predictions), measured: numbersIn(measured) }, words, words.units[unit ?? 'number'])
}

const choicesIn = (values: readonly RoomValue[]) => values.flatMap((value) => ('choice' in value ? value.choice : []))
const numbersIn = (values: readonly RoomValue[]) => values.flatMap((value) => ('number' in value ? value.number : []))

/** Rows of numbers at most, besides the one of what is beyond. */
const MOST_ROWS = 8

/** Rows of one width, from 0. A few numbers far out make no row as wide as all others together: they are in a last row of their own. */
function numberRows(
  { predictions, measured }: Record<'predictions' | 'measured', number[]>,
  words: RoomWords,
  unit: string,
): HistogramRow[] {
  const usual = Math.max(0, quantile(predictions, 0.9), ...(measured.length === 0 ? [] : [quantile(measured, 0.9)]))
  const width = niceWidth((usual * 1.05) / MOST_ROWS)
  const rows = Math.min(MOST_ROWS, Math.floor(usual / width) + 1)
  const inRow = (values: readonly number[], row: number) =>
    values.filter((value) => Math.max(0, Math.min(rows, Math.floor(value / width + 1e-9))) === row).length
  const text = (row: number) => withUnit(String(Number((row * width).toPrecision(6))), unit)
  const all = Array.from({ length: rows + 1 }, (_, row) => ({
    label: row === rows ? words.above(text(row)) : words.fromTo(text(row), text(row + 1)),
    predicted: inRow(predictions, row),
    measured: inRow(measured, row),
  }))
  return all.filter(({ predicted, measured: there }, row) => row < rows || predicted + there > 0)
}

/** 1, 2 or 5 times a power of ten, at least so much. */
function niceWidth(least: number): number {
  if (!(least > 0) || !Number.isFinite(least)) return 1
  const power = 10 ** Math.floor(Math.log10(least))
  return [1, 2, 5, 10].map((step) => step * power).find((step) => step >= least * 0.999) ?? 10 * power
}

/** Of numbers in any order; 0 of none. */
function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((one, other) => one - other)
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0
}

/** The number in the middle of what was measured, with its unit; undefined where no number was. */
export function medianText({ measured, unit }: RoomQuestion, words: RoomWords): string | undefined {
  const numbers = numbersIn(measured)
  return numbers.length === 0 ? undefined : withUnit(String(Number(quantile(numbers, 0.5).toPrecision(3))), words.units[unit ?? 'number'])
}

const withUnit = (number: string, unit: string) => (unit === '' ? number : `${number} ${unit}`)
