import { isScrapedWith, usualInterval, withOneBefore } from '../../dedup/intervals.ts'
import type { How } from '../../dedup/recorder.ts'
import { type Replica, readSamples, type Samples } from '../../dedup/samples.ts'
import { LabError } from '../../lib/errors.ts'
import { toMs, type Window } from '../../lib/time.ts'
import type { QueryInfo } from '../../model/query-info.ts'
import type { Sample } from '../../model/run.ts'
import type { SeriesView } from '../../verdict/analysis.ts'
import { comparedWindow, replicasOf } from '../../verdict/model-comparison.ts'
import type { PredictionOutcome } from '../../verdict/prediction.ts'
import type { Span } from '../../verdict/spans.ts'
import type { ReadRates } from '../rates.ts'
import { type Copies, partialOf, type PartialStore, type StoreTime, unfoundOf } from './stores.ts'

/** One series whose merge is explained: what each replica has of it, and what Query returned. Unix milliseconds, but for samples. */
export interface Case {
  /** The run's id; null where it is not from a run. */
  run: string | null
  /** Its name in the run, or the selector. */
  series: string
  selector: string
  /** The stretch that is explained: what is younger may not have been written yet when the snapshot was taken. */
  window: Window
  /** The shortest of the replicas' scrape intervals, for drawing. */
  intervalMs: number
  /** Each replica's own scrape interval, ms, by its number. */
  intervalsMs: number[]
  replicas: Replica[]
  /** `up` of the very target on that replica, by its number, from one scrape before the window on; undefined where there is none. */
  scrapes: (Samples | undefined)[]
  /** What Query returned, where it was asked. */
  returned?: Sample[]
  how: How
  /** What Query answers to rate() of it, or why it does not; left out where it was not asked. */
  rates?: ReadRates | { error: string }
  faults: Span[]
  /** What Query had during the outage, where it was not all of them. */
  outage?: OutageMerge
  predictions: PredictionOutcome[]
  /** What Query warned of in the answers used, each once: with one, an answer may be without what a store has. */
  warnings: string[]
  /** The stores that did not answer, where the answer is partial; empty where it is whole, or Query did not say. */
  partial: PartialStore[]
  /** Replicas of which several stores have the same time, and the chunks of these copies are not known; empty where there is none. */
  copies: Copies[]
  /** The stores that have each replica, by its number, as Query says it; left out, or undefined, where that is not known. */
  storeTimes?: (StoreTime[] | undefined)[]
  /** What Query said of itself; left out where it was not asked (a saved run). */
  query?: QueryInfo
  /** What the reader must know before believing it, each a sentence. */
  notes: string[]
}

/** Whose samples Query returned while another replica was away, and the longest distance between them in that time, seconds. */
export interface OutageMerge {
  replicas: string[]
  away: string[]
  /** When it was away, as far as it was read then; Unix seconds. */
  from: number
  to: number
  longest: number
}

const UNKNOWN_CHUNKS =
  'It is not known in which chunks the replicas gave their samples. Where Query switches for no reason given here, a chunk border is the likeliest one.'

/** What a case is made from, whoever read it. */
export type ViewToExplain = Pick<SeriesView, 'from' | 'to' | 'samples' | 'replicas' | 'ups' | 'chunks' | 'errors' | 'labels' | 'snapshot'>

export interface CaseOptions {
  /** The replicas that Query had. */
  replicas: string[]
  /** Those that the lab has. */
  expected: string[]
  intervalMs: number
  how: How
}

/** The case of one series at one snapshot. Throws `samples` where there is none to explain. */
export function caseOfView(
  series: { name: string; selector: string },
  view: ViewToExplain,
  { replicas: names, expected, intervalMs, how }: CaseOptions,
): Case {
  const { name, selector } = series
  const error = view.errors['query']
  if (error !== undefined) throw new LabError('samples', `Query did not answer ${selector} with one series: ${error}`)
  const known = names.filter((pod) => view.replicas[pod] !== undefined)
  const replicas = replicasOf(view, known, intervalMs)
  if (replicas.every(({ t }) => t.length === 0)) throw new LabError('samples', `No replica has a sample of ${selector} in that time`)
  const scrapes = known.map((pod, number) => upIn(view, pod, replicas[number]!))
  const silent = names.filter((pod) => !known.includes(pod))
  const chunked = replicas.every(({ chunks, t }) => chunks !== undefined || t.length === 0)
  const window = comparedWindow(view, intervalMs)
  const warnings = view.snapshot.queries[name]?.answers.flatMap((answer) => answer.warnings ?? []) ?? []
  return {
    run: null,
    series: name,
    selector,
    window,
    intervalMs,
    intervalsMs: scrapes.map((up, number) => usualInterval(up ?? replicas[number]!) ?? intervalMs),
    replicas,
    scrapes: scrapes.map((up) => up && withOneBefore(up, toMs(view.from))),
    returned: view.samples,
    how,
    faults: [],
    predictions: [],
    warnings: [...new Set(warnings)],
    partial: [
      ...partialOf(warnings, view.snapshot.stores, { labels: view.labels ?? {}, window }),
      ...unfoundOf(expected, view.snapshot.stores, names),
    ],
    copies: [],
    notes: [
      ...(silent.length === 0 ? [] : [`${silent.join(', ')} did not say what it has, though Query had it.`]),
      ...(replicas.length > 1 && !chunked ? [UNKNOWN_CHUNKS] : []),
    ],
  }
}

/** `up` of the target on that replica, as far back as it is known. Of `up` itself, every sample is one of a scrape. */
function upIn({ ups, labels }: ViewToExplain, pod: string, own: Replica): Samples | undefined {
  if (labels?.['__name__'] === 'up') return own
  const up = ups[pod] === undefined ? undefined : readSamples(pod, ups[pod])
  return up !== undefined && isScrapedWith(own, up) ? up : undefined
}
