import type { Look, Sample } from '../journal.ts'
import type { Window } from '../merge/between.ts'
import type { How } from '../merge/merged.ts'
import type { Replica } from '../merge/samples.ts'
import type { Foretelling } from '../verdict/foretold.ts'
import type { Span } from '../verdict/spans.ts'

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
  foretellings: Foretelling[]
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
