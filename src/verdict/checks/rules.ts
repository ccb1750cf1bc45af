import { type Check, bounds } from '../check.ts'
import { ofSights } from '../sighted.ts'

/** Different rules that Query's /api/v1/rules gives: one of the same group, expression and labels counts once, whatever its file. */
export const rulesCheck: Check = {
  name: 'rules',
  summary: 'How many different rules Query knows at each look',
  limits: (kit) => bounds(kit.count),
  ...ofSights((sight) => sight.rules),
}
