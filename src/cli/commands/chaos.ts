import { LabError } from '../../errors.ts'
import { ALL } from '../chaos/all.ts'
import { askedScenarios } from '../chaos/asked.ts'
import { playOne } from '../chaos/one.ts'
import { shuffled } from '../chaos/order.ts'
import { playSeveral } from '../chaos/several.ts'
import type { Context } from '../context.ts'
import { listOf } from '../scenario/list.ts'

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
  const files = await askedScenarios(wanted)
  const [only] = files
  if (only !== undefined && files.length === 1 && !wanted.includes(ALL)) return playOne(context, only)
  const { shuffle: seed, failFast = false } = options
  return playSeveral(context, seed === undefined ? files : shuffled(files, seed), { failFast, ...(seed === undefined ? {} : { seed }) })
}
