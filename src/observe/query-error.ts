import { LabError } from '../lib/errors.ts'
import type { Address } from '../lib/http.ts'
import { noAnswerError } from './no-answer.ts'
import type { NoSeries } from './prometheus.ts'
import { isApi, replyError } from './wrong-reply.ts'

/**
 * The error for a query that brought no series, by its cause: `samples` for native histograms, `usage` where the query itself is refused, in
 * Query's words, `no-answer` where Query could not evaluate it in time, else what keeps Query from answering.
 */
export async function queryError(address: Address, query: string, { why, error, reply, noAnswer }: NoSeries): Promise<LabError> {
  const { url } = address
  if (why === 'histogram') return new LabError('samples', `${query} cannot be merged here: ${error}`)
  if (noAnswer !== undefined) return noAnswerError(address, noAnswer)
  if (reply !== undefined && !isApi(reply)) return replyError(address, reply)
  if (why === 'refused')
    return new LabError('usage', `${url} refused ${query}: ${error}`, {
      hint: `type one selector, such as 'up{job="thanos-query"}'; if a limit or a store is at fault: a shorter --range`,
    })
  return new LabError('no-answer', `${url} could not evaluate ${query}: ${error}`, {
    hint: `type a shorter --range or a narrower selector; ${url}/stores shows which store does not answer`,
  })
}
