import { checks, loadAll } from '../catalogue.ts'
import type { Journal, Run } from '../journal.ts'
import { complete } from '../verdict/complete.ts'
import { judge } from '../verdict/judge.ts'

/** A journal with what follows from it, by the checks of today. */
export async function judged(journal: Journal): Promise<Run> {
  const whole = complete(journal)
  return { ...whole, ...judge(whole, await loadAll(checks)) }
}
