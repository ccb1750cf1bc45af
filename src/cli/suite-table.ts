import type { Finished, Session } from '../app/run-suite.ts'
import { columns } from '../lib/columns.ts'
import { makePaint } from '../report/text.ts'

type Mark = '✔' | '✘' | '?' | '-'
const COLORS = { '✔': 'green', '✘': 'red', '?': 'yellow', '-': 'dim' } as const

/** What a session ends with: a row a scenario, why some were not as declared, and what became of the lab. */
export function sessionText(session: Session, mendedBy: string, color: boolean): string {
  const { runs } = session
  const head = ['', 'scenario', 'declared', 'verdict', 'time', 'waits', 'overhead']
  const table = columns([head, ...runs.map(cells)], { right: [4, 5, 6] })
  const paint = makePaint(color)
  const lines = table.map((line) => line.replace(/^[✔✘?-]/, (mark) => paint(COLORS[mark as Mark], mark)))
  return [...lines, '', ...runs.flatMap(reasonLines), ...countLines(session), ...labLines(session, mendedBy)].join('\n')
}

/** One scenario, in a line. */
export function playedLine(played: Finished): string {
  return `${markOf(played)} ${played.scenario}: ${verdictOf(played)}, ${seconds(played.elapsedMs)}`
}

function markOf({ skipped, exit }: Finished): Mark {
  if (skipped !== undefined) return '-'
  if (exit === 0) return '✔'
  return exit === 4 ? '?' : '✘'
}

function cells(played: Finished): string[] {
  const { scenario, outcome, elapsedMs, waitedMs } = played
  const waits = waitedMs === undefined ? ['', ''] : [seconds(waitedMs), seconds(elapsedMs - waitedMs)]
  return [markOf(played), scenario, outcome, verdictOf(played), seconds(elapsedMs), ...waits]
}

function verdictOf({ verdict, skipped, error }: Finished): string {
  if (skipped !== undefined) return 'skipped'
  return verdict ?? error?.code ?? ''
}

function reasonLines({ scenario, skipped, why, error, id }: Finished): string[] {
  if (skipped !== undefined) return [`${scenario} was skipped: it ${skipped}.`]
  const told = id === undefined ? [] : [`→ thanos-lab report ${id}`]
  const failed = error === undefined ? [] : [`${scenario}: ${error.message}`, `→ ${error.hint}`]
  return [...failed, ...(why === undefined ? [] : [`${scenario}: ${why}`, ...told])]
}

function countLines({ runs, notRun: unplayed }: Session): string[] {
  const counted = runs.filter(({ skipped }) => skipped === undefined)
  const well = counted.filter(({ exit }) => exit === 0).length
  const skipped = runs.length - counted.length
  const all = [
    `${well} as declared`,
    ...(counted.length > well ? [`${counted.length - well} not`] : []),
    ...(skipped > 0 ? [`${skipped} skipped`] : []),
    ...(unplayed.length > 0 ? [`${unplayed.length} not reached (${unplayed.join(', ')})`] : []),
  ]
  const total = runs.reduce((sum, { elapsedMs }) => sum + elapsedMs, 0)
  return [`${all.join(', ')}; ${seconds(total)} in all.`]
}

function labLines({ lab }: Session, mendedBy: string): string[] {
  if (lab === undefined) return ['The lab was not compared with what it was before.']
  if (lab.changed.length > 0) return [`The lab is not as it was before: ${lab.changed.join(', ')}`, `→ ${mendedBy}`]
  return [`The lab is as it was before: status, ledger, objects, flags, rules and files, ${lab.compared} things compared.`]
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`
}
