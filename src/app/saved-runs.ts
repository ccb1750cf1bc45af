import { reason } from '../lib/errors.ts'
import type { RunsAnswer } from '../model/answers.ts'
import { runIds } from '../storage/run-ids.ts'
import { loadRun } from '../storage/runs.ts'

/** The saved runs, the newest first. One that cannot be read is listed with the reason. */
export async function savedRuns(): Promise<RunsAnswer['runs']> {
  return Promise.all((await runIds()).map(summary))
}

async function summary(id: string): Promise<RunsAnswer['runs'][number]> {
  try {
    const { scenario, runtime, verdict, startedAt } = await loadRun(id)
    return { id, scenario: scenario.name, runtime, outcome: scenario.outcome, verdict, startedAt }
  } catch (error) {
    return { id, unreadable: reason(error) }
  }
}
