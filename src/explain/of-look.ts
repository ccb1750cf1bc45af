import { LabError } from '../errors.ts'
import { settled, replicasOf } from '../verdict/predicted.ts'
import type { Case, Seen } from './case.ts'

const UNKNOWN_CHUNKS =
  'Not known is in which chunks the replicas gave their samples: where Query went over to another replica for no reason that is told here, chunks are the likeliest.'

/** The case of one look at one series. Throws `samples` where the look has none to explain. */
export function caseOf(name: string, query: string, { look, replicas: names, intervalMs, how }: Seen): Case {
  const trouble = look.troubles?.['query']
  if (trouble !== undefined) throw new LabError('samples', `Query did not answer ${query} with one series: ${trouble}`)
  const known = names.filter((pod) => look.replicas[pod] !== undefined)
  const replicas = replicasOf(look, known, intervalMs)
  if (replicas.every(({ t }) => t.length === 0)) throw new LabError('samples', `No replica has a sample of ${query} in that time`)
  const silent = names.filter((pod) => !known.includes(pod))
  const chunked = replicas.every(({ chunks, t }) => chunks !== undefined || t.length === 0)
  return {
    run: null,
    series: name,
    query,
    window: settled(look, intervalMs),
    intervalMs,
    replicas,
    answered: look.samples,
    how,
    faults: [],
    foretellings: [],
    notes: [
      ...(silent.length === 0 ? [] : [`${silent.join(', ')} did not tell what it has, though Query had it.`]),
      ...(replicas.length > 1 && !chunked ? [UNKNOWN_CHUNKS] : []),
    ],
  }
}
