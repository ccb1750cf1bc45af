import type { QuestionAnswer } from '../../model/run.ts'
import { bounds, type Check } from '../check.ts'
import { ofMoment } from '../expectations.ts'
import { type Graph, type Measure, ofQuestion } from '../query-checks.ts'

const MEASURE: Measure = { unit: 'times', of: ratio }

/** The largest value of a graph, in times the largest of any replica's own: merging should make no spike that no replica has. */
export const rateSpikeCheck: Check = {
  name: 'rate-spike',
  summary: "A graph's largest value, in times the largest of any replica's own: a spike is above 1",
  limits: (kit) => bounds(kit.times, ofMoment()),
  ...ofQuestion(MEASURE),
}

function ratio({ answers, replicas }: Graph): number | undefined {
  const [here, own] = [largest(answers), largest(replicas)]
  // In times of nothing, or of less than nothing, there is no telling.
  return here === undefined || own === undefined || own <= 0 ? undefined : here / own
}

function largest(answers: QuestionAnswer[]): number | undefined {
  const values = answers.flatMap(({ series }) => series.flatMap((one) => one.values.map(([, value]) => Number(value))))
  const numbers = values.filter((value) => Number.isFinite(value))
  return numbers.length === 0 ? undefined : numbers.reduce((most, value) => Math.max(most, value))
}
