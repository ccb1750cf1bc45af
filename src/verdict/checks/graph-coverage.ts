import { toMs } from '../../lib/time.ts'
import type { RecordedSeries } from '../../model/run.ts'
import type { Graph } from '../analysis.ts'
import { bounds, defineCheck, PHASE_PART } from '../check.ts'
import { ofQuery, victimAlone } from '../query-checks.ts'

/**
 * The share of a graph's steps that have a value. What the steps before the fault lack they lacked before it too (the lab was young), so
 * they are counted from the first that had one then. The look-back fills gaps of up to five minutes here: that is what is to be seen.
 */
export const graphCoverageCheck = defineCheck({
  name: 'graph-coverage',
  summary: "the share of a graph's steps that have a value: the look-back hides a gap, a short range shows it",
  limits: (types) => bounds(types.share, PHASE_PART),
  ...ofQuery('share', share),
  control: victimAlone(share),
})

function share(graph: Graph): number | undefined {
  const steps = stepsOf(graph)
  const shares = graph.answers.flatMap(({ series, error }) => (error === undefined ? [shareOf(steps, series)] : []))
  return steps.length === 0 || shares.length === 0 ? undefined : Math.min(...shares)
}

function shareOf(steps: number[], series: RecordedSeries[]): number {
  const there = valued(series)
  return steps.filter((step) => there.has(step)).length / steps.length
}

/** In whole milliseconds. */
function stepsOf({ window, before }: Graph): number[] {
  const first = before?.answers.flatMap(({ series }) => [...valued(series)]) ?? []
  const start = first.length === 0 ? toMs(window.from) : Math.min(...first)
  const { from, to, stepSeconds } = window
  const count = stepSeconds > 0 ? Math.floor((to - from) / stepSeconds + 1e-6) + 1 : 0
  return Array.from({ length: count }, (_, index) => toMs(from + index * stepSeconds)).filter((step) => step >= start)
}

/** NaN is drawn as nothing. */
function valued(series: RecordedSeries[]): Set<number> {
  return new Set(series.flatMap(({ values }) => values.flatMap(([time, value]) => (value === 'NaN' ? [] : [toMs(time)]))))
}
