import { pruneRuns, savedRuns } from '../../app/saved-runs.ts'
import { columns } from '../../lib/columns.ts'
import { LabError } from '../../lib/errors.ts'
import { count, megabytesOf } from '../../lib/format.ts'
import type { RunsAnswer } from '../../model/answers.ts'
import type { CommandContext } from '../context.ts'

/** `thanos-lab runs`, the newest first. A run that cannot be read is listed with the reason. */
export async function runs(context: CommandContext): Promise<number> {
  const rows = await savedRuns()
  context.answer({ schemaVersion: 1, runs: rows }, () =>
    rows.length === 0 ? 'No run is saved yet.\nNext: thanos-lab chaos kill-replica' : columns(rows.map(cells)).join('\n'),
  )
  return 0
}

function cells(row: RunsAnswer['runs'][number]): string[] {
  return 'unreadable' in row ? [row.id, 'unreadable', row.unreadable] : [row.id, row.verdict, `${row.scenario} on ${row.runtime}`]
}

export interface PruneOptions {
  keep?: number
  /** Milliseconds. */
  olderThan?: number
  dryRun?: true
}

/** `thanos-lab runs prune`. It removes nothing that the person has not named a limit for. */
export async function prune(context: CommandContext, options: PruneOptions): Promise<number> {
  const { keep, olderThan } = options
  const dryRun = options.dryRun === true
  if (keep === undefined && olderThan === undefined)
    throw new LabError('usage', 'thanos-lab runs prune needs --keep or --older-than: it removes no run by itself', {
      hint: 'thanos-lab runs prune --keep 100 --dry-run shows what would be removed',
    })
  const limits = { ...(keep === undefined ? {} : { keep }), ...(olderThan === undefined ? {} : { olderThanMs: olderThan }) }
  const answer = { schemaVersion: 1, ...(await pruneRuns(limits, dryRun)) }
  const { removed, kept, bytes } = answer
  const size = megabytesOf(bytes)
  context.answer(answer, () =>
    removed.length === 0
      ? `No saved run is that old; ${count(kept, 'run')} kept.`
      : [...removed, `${dryRun ? 'Would remove' : 'Removed'} ${count(removed.length, 'run')}, ${size}; ${count(kept, 'run')} kept.`].join(
          '\n',
        ),
  )
  return 0
}
