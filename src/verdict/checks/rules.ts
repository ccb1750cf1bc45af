import { bounds, type Check } from '../check.ts'
import { ofSights } from '../snapshot-checks.ts'

/** Different rules that Query's /api/v1/rules gives: one of the same group, expression and labels counts once, whatever its file. */
export const ruleCountCheck: Check = {
  name: 'rule-count',
  summary: 'How many different rules Query knows at each look',
  limits: (kit) => bounds(kit.count),
  ...ofSights((sight) => sight.rules),
}

/** Alerts that fire by Query's /api/v1/rules. */
export const firingAlertsCheck: Check = {
  name: 'firing-alerts',
  summary: 'How many alerts fire, as Query tells it at each look',
  limits: (kit) => bounds(kit.count),
  ...ofSights((sight) => sight.alerts),
}
