import type { Address } from '../lib/http.ts'
import type { Window } from '../lib/time.ts'
import { type Answer, rawSamples, type Series } from './prometheus.ts'
import { queryError } from './query-error.ts'

const TIMEOUT_MS = 60_000

export interface ExternalQuery {
  selector: string
  /** The labels to merge by; left out, those that Query was started with. */
  replicaLabels?: string[]
  window: Window
  /** Where the replicas' own samples are read, Unix ms: how they lie in chunks follows from those before the window, too. */
  around: Window
}

/** What a Query that the lab did not start returns for a selector: each replica's own samples, `up` of its targets, and its own merge. */
export interface ExternalAnswer {
  series: Series[]
  /** `up` of all targets with the job and instance of the series, in whatever cluster. */
  ups: Series[]
  merged: Series[]
  /** Of all answers, each once. */
  warnings: string[]
  /** When it was asked for, Unix ms. */
  readAt: number
}

/** Reads only; native histograms as their counts. Throws what `queryError` says where there is no answer. */
export async function readExternalQuery(
  query: Address,
  { selector, replicaLabels, window, around }: ExternalQuery,
): Promise<ExternalAnswer> {
  const readAt = Date.now()
  const by = { ...(replicaLabels === undefined ? {} : { replicaLabels }), histograms: 'count' as const, timeoutMs: TIMEOUT_MS }
  const [apart, whole] = await Promise.all([
    rawSamples(query, selector, around, { ...by, dedup: false }),
    rawSamples(query, selector, window, { ...by, dedup: true }),
  ])
  const [series, merged] = [await seriesOf(apart, query, selector), await seriesOf(whole, query, selector)]
  const ups = await upsOf(
    query,
    series.filter((one) => isIn(one, window)),
    around,
  )
  const warnings = [apart, whole, ups].flatMap((answer) => (answer === undefined || 'error' in answer ? [] : answer.warnings))
  return { series, ups: ups === undefined || 'error' in ups ? [] : ups.series, merged, warnings: [...new Set(warnings)], readAt }
}

/** What one store has of the series of a selector, each replica apart, and `up` of its targets. */
export type StoreAnswer = Pick<ExternalAnswer, 'series' | 'ups'>

/** Reads only, through Query; undefined where there is no answer, or not all of it. `store`: its address, as Query has it. */
export async function readStore(query: Address, selector: string, store: string, around: Window): Promise<StoreAnswer | undefined> {
  const how = { store, dedup: false, timeoutMs: TIMEOUT_MS }
  const answer = await rawSamples(query, selector, around, how)
  if ('error' in answer || answer.warnings.length > 0) return undefined
  const ups = await upsOf(query, answer.series, around, store)
  if (ups === undefined) return { series: answer.series, ups: [] }
  return 'error' in ups || ups.warnings.length > 0 ? undefined : { series: answer.series, ups: ups.series }
}

/** Whether a series has a sample in a window, whose left edge is not in it: as PromQL reads a range. */
function isIn({ samples }: Series, { from, to }: Window): boolean {
  return samples.some(([time]) => time * 1000 > from && time * 1000 <= to)
}

/** `up` of the targets that the series may have been scraped from; undefined where it has none, or is `up` itself. */
async function upsOf(query: Address, series: Series[], around: Window, store?: string): Promise<Answer | undefined> {
  const { __name__: name, job, instance } = series[0]?.labels ?? {}
  if (name === 'up' || job === undefined || instance === undefined) return undefined
  const up = `up{job=${JSON.stringify(job)},instance=${JSON.stringify(instance)}}`
  return rawSamples(query, up, around, { timeoutMs: TIMEOUT_MS, dedup: false, ...(store === undefined ? {} : { store }) })
}

async function seriesOf(answer: Answer, query: Address, selector: string): Promise<Series[]> {
  if ('error' in answer) throw await queryError(query, selector, answer)
  return answer.series
}
