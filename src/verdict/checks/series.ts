import { type Measure, ofQuestion, struckAlone } from '../asked.ts'
import { type Check, bounds } from '../check.ts'

/** Of the Service's answers, the one with the most. */
const MEASURE: Measure = {
  unit: 'number',
  of: ({ answers }) => {
    const counts = answers.flatMap(({ series, trouble }) => (trouble === undefined ? [series.length] : []))
    return counts.length === 0 ? undefined : Math.max(...counts)
  },
}

/** How many series the answer to a question has: without deduplication, one for each replica. */
export const seriesCheck: Check = {
  name: 'series',
  summary: 'How many series the answer to a question has: doubled where nothing is deduplicated',
  limits: (kit) => bounds(kit.count),
  ...ofQuestion(MEASURE),
  control: struckAlone(MEASURE),
}
