import { columns } from '../lib/columns.ts'
import { count, seconds } from '../lib/format.ts'
import type { Run } from '../model/run.ts'
import { secondsOf } from './points.ts'
import { makePaint } from './text.ts'
import type { RenderOptions } from './report.ts'

/** Several runs in a table: the head, then a row each. */
export function summaryRows(runs: readonly Run[]): string[][] {
  const rows = runs.map((run) => [run.scenario.name, run.runtime, run.scenario.outcome, run.verdict, seconds(secondsOf(run)), run.id])
  return [['scenario', 'runtime', 'declared', 'verdict', 'time', 'run'], ...rows]
}

/** `3 runs: 2 as declared, 1 not.` */
export function summaryLine(runs: readonly Run[]): string {
  const asDeclared = runs.filter(({ verdict, scenario: { outcome } }) => verdict === outcome).length
  const others = runs.length - asDeclared
  return `${count(runs.length, 'run')}: ${asDeclared} as declared${others === 0 ? '' : `, ${others} not`}.`
}

/** For a terminal. */
export function summaryText(runs: readonly Run[], { color }: RenderOptions): string {
  const paint = makePaint(color)
  const [head = '', ...rows] = columns(summaryRows(runs), { right: [4] })
  return `${[paint('bold', summaryLine(runs)), '', paint('dim', head), ...rows].join('\n')}\n`
}
