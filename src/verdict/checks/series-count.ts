import type { Graph } from '../analysis.ts'
import { bounds, defineCheck, PHASE_PART } from '../check.ts'
import { ofQuery, victimAlone } from '../query-checks.ts'

/** How many series the answer to a query has: without deduplication, one for each replica. */
export const seriesCountCheck = defineCheck({
  name: 'series-count',
  summary: 'how many series the answer to a query has: doubled where nothing is deduplicated',
  limits: (types) => bounds(types.count, PHASE_PART),
  ...ofQuery('number', most),
  control: victimAlone(most),
})

/** Of the Service's answers, the one with the most. */
function most({ answers }: Graph): number | undefined {
  const counts = answers.flatMap(({ series, error }) => (error === undefined ? [series.length] : []))
  return counts.length === 0 ? undefined : Math.max(...counts)
}
