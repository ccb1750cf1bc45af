import { listScenarios } from '../../scenario/find.ts'
import type { Context } from '../context.ts'
import { scenarioCatalogue } from '../scenario-catalogue.ts'

/** `thanos-lab scenario list`, `chaos --list`: the scenarios of the package. */
export async function listOf(context: Context): Promise<number> {
  const files = await listScenarios(await scenarioCatalogue())
  const scenarios = files.map(({ name, title, teaches, needs, outcome }) => ({ name, title, teaches, needs, outcome }))
  context.answer({ schemaVersion: 1, scenarios }, () =>
    scenarios.map(({ name, title, teaches }) => `${name}\n  ${title}\n  ${teaches}`).join('\n'),
  )
  return 0
}
