import { bounds, type Check } from '../check.ts'
import { type Measure, ofQuestion, struckAlone } from '../query-checks.ts'

/** Of the Service's answers, the one with the most. */
const MEASURE: Measure = {
  unit: 'number',
  of: ({ answers }) => {
    const counts = answers.flatMap(({ series, trouble }) => (trouble === undefined ? [series.length] : []))
    return counts.length === 0 ? undefined : Math.max(...counts)
  },
}

/** How many series the answer to a question has: without deduplication, one for each replica. */
export const seriesCountCheck: Check = {
  name: 'series-count',
  summary: 'How many series the answer to a question has: doubled where nothing is deduplicated',
  limits: (kit) => bounds(kit.count),
  ...ofQuestion(MEASURE),
  control: struckAlone(MEASURE),
}
