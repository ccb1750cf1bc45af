import { columns } from '../lib/columns.ts'
import { seconds } from '../lib/format.ts'
import type { Run } from '../model/run.ts'
import { secondsOf } from './points.ts'
import { makePaint } from './text.ts'
import type { RenderOptions } from './report.ts'
import { summaryLine } from './verdict-text.ts'
import { reportInEnglish } from './words/en.ts'

/** Several runs in a table: the head, then a row each. `words`: left out, English. */
export function summaryRows(runs: readonly Run[], { page } = reportInEnglish): string[][] {
  const rows = runs.map((run) => [run.scenario.name, run.runtime, run.scenario.outcome, run.verdict, seconds(secondsOf(run)), run.id])
  return [page.runColumns, ...rows]
}

/** For a terminal. */
export function summaryText(runs: readonly Run[], { color }: RenderOptions): string {
  const paint = makePaint(color)
  const [head = '', ...rows] = columns(summaryRows(runs), { right: [4] })
  return `${[paint('bold', summaryLine(runs)), '', paint('dim', head), ...rows].join('\n')}\n`
}
