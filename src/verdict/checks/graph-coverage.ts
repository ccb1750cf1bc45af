import type { Answered, Asking } from '../../model/run.ts'
import { bounds, type Check } from '../check.ts'
import { type Graph, type Measure, ofQuestion, struckAlone } from '../query-checks.ts'

/**
 * The share of a graph's steps that have a value. What the steps before the fault lack they lacked before it too (the lab was young), so
 * they are counted from the first that had one then. Look-back fills holes of up to five minutes here: that is what is to be seen.
 */
const MEASURE: Measure = { unit: 'share', of: share }

export const graphCoverageCheck: Check = {
  name: 'graph-coverage',
  summary: "The share of a graph's steps that have a value: look-back hides a hole, a short window shows it",
  limits: (kit) => bounds(kit.share),
  ...ofQuestion(MEASURE),
  control: struckAlone(MEASURE),
}

function share(graph: Graph): number | undefined {
  const steps = stepsOf(graph)
  const shares = graph.answers.flatMap(({ series, trouble }) => (trouble === undefined ? [shareOf(steps, series)] : []))
  return steps.length === 0 || shares.length === 0 ? undefined : Math.min(...shares)
}

function shareOf(steps: number[], series: Answered[]): number {
  const there = valued(series)
  return steps.filter((step) => there.has(step)).length / steps.length
}

/** In whole milliseconds. */
function stepsOf({ asking, answers, before }: Graph): number[] {
  const place = answers[0]?.place
  const first = before?.answers.filter((answer) => answer.place === place).flatMap(({ series }) => [...valued(series)]) ?? []
  const start = first.length === 0 ? millis(asking.from) : Math.min(...first)
  const { from, to, stepSeconds }: Asking = asking
  const count = stepSeconds > 0 ? Math.floor((to - from) / stepSeconds + 1e-6) + 1 : 0
  return Array.from({ length: count }, (_, index) => millis(from + index * stepSeconds)).filter((step) => step >= start)
}

/** NaN is drawn as nothing. */
function valued(series: Answered[]): Set<number> {
  return new Set(series.flatMap(({ values }) => values.flatMap(([time, value]) => (value === 'NaN' ? [] : [millis(time)]))))
}

function millis(time: number): number {
  return Math.round(time * 1000)
}
