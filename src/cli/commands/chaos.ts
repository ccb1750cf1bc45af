import type { Context } from '../../app/context.ts'
import { runOne } from '../../app/run-scenario.ts'
import { runSeveral } from '../../app/run-suite.ts'
import { ALL, selectedScenarios, shuffled } from '../../app/select-scenarios.ts'
import { LabError } from '../../lib/errors.ts'
import { listOf } from './scenario.ts'

export interface ChaosOptions {
  list?: boolean
  failFast?: boolean
  /** The seed. */
  shuffle?: string
}

/** `thanos-lab chaos SCENARIO...`, `chaos all`, `chaos --list`. One alone answers with its run, several with a table. */
export async function chaos(context: Context, wanted: string[], options: ChaosOptions): Promise<number> {
  if (options.list === true) return listOf(context)
  if (wanted.length === 0) throw new LabError('usage', 'Which scenario? Name one, or a file, or all', { hint: 'thanos-lab chaos --list' })
  // A file that does not fit is refused before a lab is looked for.
  const files = await selectedScenarios(wanted)
  const [only] = files
  if (only !== undefined && files.length === 1 && !wanted.includes(ALL)) return runOne(context, only)
  const { shuffle: seed, failFast = false } = options
  return runSeveral(context, seed === undefined ? files : shuffled(files, seed), { failFast, ...(seed === undefined ? {} : { seed }) })
}
