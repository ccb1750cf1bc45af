import type { Run } from '../../src/model/run.ts'
import { newRunId } from '../../src/storage/run-ids.ts'
import { saveRun } from '../../src/storage/runs.ts'
import { keptRuns } from '../helpers/kept-runs.ts'

/** Saves recorded runs, each as if it had begun now on that lab. */
export function runsNow(lab: string): (scenario: string, change?: Partial<Run>) => Promise<Run> {
  const runs = keptRuns()
  let made = 0
  return async (scenario, change = {}) => {
    const now = new Date()
    // Ids sort by the second; no two runs of a lab end in one.
    made += 1000
    const run = {
      ...runs.get(scenario)!,
      lab,
      id: newRunId(scenario, new Date(now.getTime() + made)),
      startedAt: now.toISOString(),
      ...change,
    }
    await saveRun(run)
    return run
  }
}
