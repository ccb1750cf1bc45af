import type { Graph, GraphAnswer } from '../analysis.ts'
import { bounds, defineCheck, PHASE_PART } from '../check.ts'
import { ofQuery } from '../query-checks.ts'

/** The largest value of a graph, in times the largest of any replica's own: merging should make no spike that no replica has. */
export const rateSpikeCheck = defineCheck({
  name: 'rate-spike',
  summary: "a graph's largest value, in times the largest of any replica's own: a spike is above 1",
  limits: (types) => bounds(types.times, PHASE_PART),
  ...ofQuery('times', ratio),
})

function ratio({ answers, replicas }: Graph): number | undefined {
  const [here, own] = [largest(answers), largest(replicas)]
  // In times of nothing, or of less than nothing, there is nothing to say.
  return here === undefined || own === undefined || own <= 0 ? undefined : here / own
}

function largest(answers: GraphAnswer[]): number | undefined {
  const values = answers.flatMap(({ series }) => series.flatMap((one) => one.values.map(([, value]) => Number(value))))
  const numbers = values.filter((value) => Number.isFinite(value))
  return numbers.length === 0 ? undefined : numbers.reduce((most, value) => Math.max(most, value))
}
