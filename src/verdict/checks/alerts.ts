import { type Check, bounds } from '../check.ts'
import { ofSights } from '../sighted.ts'

/** Alerts that fire by Query's /api/v1/rules. */
export const alertsCheck: Check = {
  name: 'alerts',
  summary: 'How many alerts fire, as Query tells it at each look',
  limits: (kit) => bounds(kit.count),
  ...ofSights((sight) => sight.alerts),
}
