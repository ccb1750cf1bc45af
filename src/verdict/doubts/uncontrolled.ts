import type { Finding, Journal } from '../../journal.ts'
import type { Check } from '../check.ts'
import { absenceClaims } from '../claims.ts'

/**
 * What claims that all is well would hold of a fault that did nothing: something else must show its damage. A run that claims nothing
 * but damage needs no more: the damage that it shows is the proof. Gaps have a stricter rule of their own.
 */
export function uncontrolledDoubts(journal: Journal, findings: Finding[], checks: readonly Check[]): string[] {
  if (absenceClaims(journal).length > 0 || findings.some(({ control }) => control === true)) return []
  const well = journal.plan.expect.filter((expectation) => {
    const check = checks.find(({ name }) => name === expectation.check)
    return check?.demands(expectation, journal).health ?? true
  })
  return well.map(
    ({ of, check }) =>
      `${of} is said to keep to its ${check}, but there is no control: nothing that is expected shows that the fault did its damage.`,
  )
}
