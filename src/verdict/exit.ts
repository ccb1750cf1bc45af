import type { Run } from '../journal.ts'

/** The exit code of a run (contract, "Exit codes"): 0 for the outcome that its scenario declares, else by its verdict. */
export function exitOf(run: Run): number {
  if (run.verdict === run.plan.outcome) return 0
  return run.verdict === 'inconclusive' ? 4 : 1
}
