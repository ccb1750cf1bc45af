import type { How } from '../../dedup/recorder.ts'
import type { Replica, Window } from '../../dedup/samples.ts'
import { LabError } from '../../lib/errors.ts'
import type { Look, Sample } from '../../model/run.ts'
import { replicasOf, settled } from '../../verdict/model-comparison.ts'
import type { PredictionOutcome } from '../../verdict/prediction.ts'
import type { Span } from '../../verdict/spans.ts'

/** One series whose merge is explained: what each replica has of it, and what Query answered. Unix milliseconds, but for samples. */
export interface Case {
  /** The run's id; null where it is not from a run. */
  run: string | null
  /** Its name in the run, or the selector. */
  series: string
  query: string
  /** The stretch that is explained: what is younger may not have been written yet when the questions were asked. */
  window: Window
  intervalMs: number
  replicas: Replica[]
  /** What Query answered, where it was asked. */
  answered?: Sample[]
  how: How
  faults: Span[]
  /** What Query had at the look at the outage, where it was not all of them. */
  meanwhile?: Meanwhile
  foretellings: PredictionOutcome[]
  /** What the reader must know before believing it, each a sentence. */
  notes: string[]
}

/** Who answered while another was away, and the longest distance between their merged samples, seconds. */
export interface Meanwhile {
  replicas: string[]
  away: string[]
  longest: number
}

/** What a case is made from, whoever looked. */
export interface Seen {
  look: Look
  /** The replicas that Query had. */
  replicas: string[]
  intervalMs: number
  how: How
}

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
