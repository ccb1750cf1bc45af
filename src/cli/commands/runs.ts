import { columns } from '../../lib/columns.ts'
import { reason } from '../../lib/errors.ts'
import { loadRun } from '../../storage/runs.ts'
import { runIds } from '../../storage/run-ids.ts'
import type { CommandContext } from '../context.ts'

/** `thanos-lab runs`, the newest first. A run that cannot be read is listed with the reason. */
export async function runs(context: CommandContext): Promise<number> {
  const rows = await Promise.all((await runIds()).map(summary))
  context.answer({ schemaVersion: 1, runs: rows }, () =>
    rows.length === 0 ? 'No run is saved yet.\nNext: thanos-lab chaos kill-replica' : columns(rows.map(cells)).join('\n'),
  )
  return 0
}

interface Row {
  id: string
  scenario?: string
  runtime?: string
  verdict?: string
  startedAt?: string
  unreadable?: string
}

async function summary(id: string): Promise<Row> {
  try {
    const { scenario, runtime, verdict, startedAt } = await loadRun(id)
    return { id, scenario: scenario.name, runtime, verdict, startedAt }
  } catch (error) {
    return { id, unreadable: reason(error) }
  }
}

function cells({ id, scenario = '?', runtime = '?', verdict = '?', unreadable }: Row): string[] {
  return unreadable === undefined ? [id, verdict, `${scenario} on ${runtime}`] : [id, 'unreadable', unreadable]
}
