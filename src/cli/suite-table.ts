import { columns } from '../lib/columns.ts'
import type { SuiteAnswer, SuiteRun } from '../model/answers.ts'
import { makePaint } from '../report/text.ts'

type Mark = '✔' | '✘' | '?' | '-'
const COLORS = { '✔': 'green', '✘': 'red', '?': 'yellow', '-': 'dim' } as const

/** The answer of several scenarios: a row each, the reasons below, then the lab. `repair`: the command that restores the lab. */
export function suiteText(suite: SuiteAnswer, repair: string, color: boolean): string {
  const { runs } = suite
  const head = ['', 'scenario', 'declared', 'verdict', 'time', 'waits', 'overhead']
  const table = columns([head, ...runs.map(cells)], { right: [4, 5, 6] })
  const paint = makePaint(color)
  const lines = table.map((line) => line.replace(/^[✔✘?-]/, (mark) => paint(COLORS[mark as Mark], mark)))
  return [...lines, '', ...runs.flatMap(reasonLines), ...countLines(suite), ...labLines(suite, repair)].join('\n')
}

/** `✔ kill-replica: pass, 45.3 s` */
export function suiteRunLine(run: SuiteRun): string {
  return `${markOf(run)} ${run.scenario}: ${verdictOf(run)}, ${seconds(run.elapsedMs)}`
}

function markOf({ skipped, exit }: SuiteRun): Mark {
  if (skipped !== undefined) return '-'
  if (exit === 0) return '✔'
  return exit === 4 ? '?' : '✘'
}

function cells(run: SuiteRun): string[] {
  const { scenario, outcome, elapsedMs, waitedMs } = run
  const waits = waitedMs === undefined ? ['', ''] : [seconds(waitedMs), seconds(elapsedMs - waitedMs)]
  return [markOf(run), scenario, outcome, verdictOf(run), seconds(elapsedMs), ...waits]
}

function verdictOf({ verdict, skipped, error }: SuiteRun): string {
  if (skipped !== undefined) return 'skipped'
  return verdict ?? error?.code ?? ''
}

function reasonLines({ scenario, skipped, why, error, id }: SuiteRun): string[] {
  if (skipped !== undefined) return [`${scenario} was skipped: it ${skipped}.`]
  const report = id === undefined ? [] : [`→ thanos-lab report ${id}`]
  const failed = error === undefined ? [] : [`${scenario}: ${error.message}`, `→ ${error.hint}`]
  return [...failed, ...(why === undefined ? [] : [`${scenario}: ${why}`, ...report])]
}

function countLines({ runs, notRun }: SuiteAnswer): string[] {
  const counted = runs.filter(({ skipped }) => skipped === undefined)
  const asDeclared = counted.filter(({ exit }) => exit === 0).length
  const skipped = runs.length - counted.length
  const all = [
    `${asDeclared} as declared`,
    ...(counted.length > asDeclared ? [`${counted.length - asDeclared} not as declared`] : []),
    ...(skipped > 0 ? [`${skipped} skipped`] : []),
    ...(notRun.length > 0 ? [`${notRun.length} not run (${notRun.join(', ')})`] : []),
  ]
  const total = runs.reduce((sum, { elapsedMs }) => sum + elapsedMs, 0)
  return [`${all.join(', ')}; ${seconds(total)} in total.`]
}

function labLines({ lab }: SuiteAnswer, repair: string): string[] {
  if (lab === undefined) return ['The lab was not compared with its state before the scenarios.']
  if (lab.changed.length > 0) return [`The lab differs from its state before the scenarios: ${lab.changed.join(', ')}`, `→ ${repair}`]
  return [`The lab is as before the scenarios: ${lab.compared} things compared (status, ledger, objects, flags, rules, files).`]
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`
}
