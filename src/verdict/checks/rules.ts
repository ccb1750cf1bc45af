import { bounds, defineCheck, PHASE_PART } from '../check.ts'
import { ofSnapshots } from '../snapshot-checks.ts'

/** Different rules that Query's /api/v1/rules gives: one of the same group, expression and labels counts once, whatever its file. */
export const ruleCountCheck = defineCheck({
  name: 'rule-count',
  summary: 'how many different rules Query knows',
  limits: (types) => bounds(types.count, PHASE_PART),
  ...ofSnapshots(({ rules }) => rules),
})

/** Alerts that fire by Query's /api/v1/rules. */
export const firingAlertsCheck = defineCheck({
  name: 'firing-alerts',
  summary: 'how many alerts fire, as Query says',
  limits: (types) => bounds(types.count, PHASE_PART),
  ...ofSnapshots(({ alerts }) => alerts),
})
