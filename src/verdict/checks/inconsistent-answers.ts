import type { QuerySpec } from '../../model/scenario.ts'
import type { Graph, GraphAnswer } from '../analysis.ts'
import { bounds, defineCheck, PHASE_PART } from '../check.ts'
import { ofQuery } from '../query-checks.ts'

/** Of the equal requests that the Service got one after the other, how many were answered otherwise than the one before. */
export const inconsistentAnswersCheck = defineCheck({
  name: 'inconsistent-answers',
  summary: 'how many of 20 equal requests through the Service are answered otherwise than the one before',
  limits: (types) => bounds(types.count, PHASE_PART),
  ...ofQuery('number', changes),
  // Only the Service asks another replica each time.
  refuses: ({ via }: QuerySpec) => (via === 'service' ? undefined : "is for a query through the Service ('via: service')"),
})

function changes({ answers }: Graph): number | undefined {
  // Of one answer nothing follows.
  if (answers.length < 2) return undefined
  const texts = answers.map(textOf)
  return texts.filter((one, index) => index > 0 && one !== texts[index - 1]).length
}

function textOf({ series, error }: GraphAnswer): string {
  return JSON.stringify(error === undefined ? series : 'an error')
}
