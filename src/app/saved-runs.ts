import { reason } from '../lib/errors.ts'
import type { PruneAnswer, RunsAnswer } from '../model/answers.ts'
import { type OldRuns, oldRuns, removeRuns, sizeOfRuns } from '../storage/old-runs.ts'
import { runIds } from '../storage/run-ids.ts'
import { loadSummary } from '../storage/runs.ts'

/** How many files are read at once: all of them took a gigabyte. */
const AT_ONCE = 4

/** The saved runs, the newest first. One that cannot be read is listed with the reason. */
export async function savedRuns(): Promise<RunsAnswer['runs']> {
  const ids = await runIds()
  const rows: RunsAnswer['runs'] = []
  for (let from = 0; from < ids.length; from += AT_ONCE) rows.push(...(await Promise.all(ids.slice(from, from + AT_ONCE).map(summary))))
  return rows
}

async function summary(id: string): Promise<RunsAnswer['runs'][number]> {
  try {
    const { scenario, runtime, verdict, startedAt } = await loadSummary(id)
    return { id, scenario: scenario.name, runtime, outcome: scenario.outcome, verdict, startedAt }
  } catch (error) {
    return { id, unreadable: reason(error) }
  }
}

/** Removes the saved runs that are old; with `dryRun` only says which. Throws `state`. */
export async function pruneRuns(limits: OldRuns, dryRun: boolean): Promise<Omit<PruneAnswer, 'schemaVersion'>> {
  const ids = await runIds()
  const removed = oldRuns(ids, limits, Date.now())
  const bytes = await sizeOfRuns(removed)
  if (!dryRun) await removeRuns(removed)
  return { removed, kept: ids.length - removed.length, bytes, dryRun }
}
