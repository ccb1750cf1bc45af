import { count, percent } from '../../lib/format.ts'
import type { Graph, GraphAnswer, ObservedQuery } from '../../verdict/analysis.ts'
import { phaseText } from '../../verdict/wording.ts'
import { wrap, wrapBehind } from '../../lib/wrap.ts'
import type { Signs } from '../signs.ts'
import { type Page } from '../text.ts'

/** Each observed query at each snapshot, a cell for each step of its graph. */
export function queryLines({ analysis, paint, width, signs }: Page): string[] {
  const queries = Object.values(analysis.queries)
  if (queries.length === 0) return []
  const blocks = queries.map((query) => [
    ...wrapBehind('  ', `${query.name}: ${query.expression}, ${sourceText(query)}`, width),
    ...rowsOf(query).flatMap((row) => rowLines(row, width, signs)),
  ])
  return [
    `${paint('bold', 'Queries')}   one cell a step: ${signs.sample} value, ${signs.none} none`,
    ...blocks.flatMap((lines) => ['', ...lines]),
  ]
}

interface Row {
  label: string
  graph: Graph
  answers: GraphAnswer[]
}

function sourceText({ source: { via, replica, dedup } }: ObservedQuery): string {
  if (via === 'service') return 'through the Service'
  if (via === 'replica') return `of ${replica ?? 'a replica that was never resolved'}`
  return dedup === false ? 'through Query, not deduplicated' : 'through Query'
}

/** Its source at every snapshot; each other replica's own at the last. */
function rowsOf({ source, graphs }: ObservedQuery): Row[] {
  const rows = graphs.map((graph) => ({ label: phaseText(graph.phase), graph, answers: graph.answers }))
  const last = graphs.at(-1)
  const others = last?.replicas.filter((answer) => answer.source !== source.replica) ?? []
  return [...rows, ...others.map((answer) => ({ label: `${answer.source}, ${phaseText(last!.phase)}`, graph: last!, answers: [answer] }))]
}

function rowLines({ label, graph, answers }: Row, width: number, signs: Signs): string[] {
  const steps = sparsest(answers.map((answer) => stepsOf(graph, answer)))
  const columns = width - 4
  const strip = steps.map((isValued) => (isValued ? signs.sample : signs.none)).join('')
  const shown = strip.length > columns ? `${signs.more}${strip.slice(strip.length - columns + 1)}` : strip
  return [
    ...wrap(`${label}: ${figures(answers, steps)}`, width, 4),
    // A graph without a gap is described by its figures.
    ...(steps.includes(true) && steps.includes(false) ? [`    ${shown}`] : []),
  ]
}

/** Of several answers, the one with the fewest values. */
function sparsest(all: boolean[][]): boolean[] {
  return all.toSorted((one, other) => valued(one) - valued(other))[0] ?? []
}

function valued(steps: boolean[]): number {
  return steps.filter(Boolean).length
}

/** Whether each step of a graph has a value. */
function stepsOf({ window: { from, to, stepSeconds } }: Graph, { series }: GraphAnswer): boolean[] {
  const steps = stepSeconds > 0 ? Math.floor((to - from) / stepSeconds + 1e-6) + 1 : 0
  const known = new Set(
    series.flatMap(({ values }) => values.flatMap(([time, value]) => (value === 'NaN' ? [] : Math.round((time - from) / stepSeconds)))),
  )
  return Array.from({ length: steps }, (_, step) => known.has(step))
}

function figures(answers: GraphAnswer[], steps: boolean[]): string {
  const [first] = answers
  if (first === undefined) return 'not read'
  if (answers.length === 1 && first.error !== undefined) return first.error
  const series = Math.max(...answers.map((answer) => answer.series.length))
  const share = steps.length === 0 ? '' : `, ${percent(valued(steps) / steps.length)} of the steps`
  const many = answers.length > 1 ? `${count(answers.length, 'answer')}, ` : ''
  const failed = answers.filter(({ error }) => error !== undefined).length
  return `${many}${series} series${share}${range(answers)}${failed > 0 ? `, ${count(failed, 'error')}` : ''}`
}

function range(answers: GraphAnswer[]): string {
  const values = answers.flatMap(({ series }) => series.flatMap((one) => one.values.map(([, value]) => Number(value))))
  const numbers = values.filter((value) => Number.isFinite(value))
  if (numbers.length === 0) return ''
  const [least, most] = [numbers.reduce((a, b) => Math.min(a, b)), numbers.reduce((a, b) => Math.max(a, b))].map((value) =>
    String(Math.round(value * 1000) / 1000),
  )
  return least === most ? `, value ${least}` : `, values from ${least} to ${most}`
}
