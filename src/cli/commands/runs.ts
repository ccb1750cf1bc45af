import { savedRuns } from '../../app/saved-runs.ts'
import { columns } from '../../lib/columns.ts'
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
