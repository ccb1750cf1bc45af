import { columns } from '../lib/columns.ts'
import { clock, zoneName } from '../lib/format.ts'
import type { Explanation } from './explanation.ts'
import { mergeSteps } from './steps.ts'

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
  const all = mergeSteps(explanation)
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
