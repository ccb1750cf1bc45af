import { LabError } from '../lib/errors.ts'
import type { Address } from '../lib/http.ts'
import { type Answer, rawSamples, type Series, type Window } from './prometheus.ts'

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

/** Reads only. Throws `no-answer` where Query gives none, `usage` where it refuses the query, `samples` for native histograms. */
export async function readExternalQuery(
  query: Address,
  { selector, replicaLabels, window, around }: ExternalQuery,
): Promise<ExternalAnswer> {
  const readAt = Date.now()
  const by = { ...(replicaLabels === undefined ? {} : { replicaLabels }), timeoutMs: TIMEOUT_MS }
  const [apart, whole] = await Promise.all([
    rawSamples(query, selector, around, { ...by, dedup: false }),
    rawSamples(query, selector, window, { ...by, dedup: true }),
  ])
  const [series, merged] = [seriesOf(apart, query, selector), seriesOf(whole, query, selector)]
  const shown = series.filter(({ samples }) => samples.some(([time]) => time * 1000 > window.from && time * 1000 <= window.to))
  const ups = await upsOf(query, shown, around)
  const warnings = [apart, whole, ups].flatMap((answer) => (answer === undefined || 'error' in answer ? [] : answer.warnings))
  return { series, ups: ups === undefined || 'error' in ups ? [] : ups.series, merged, warnings: [...new Set(warnings)], readAt }
}

/** `up` of the targets that the series may have been scraped from; undefined where it has none, or is `up` itself. */
async function upsOf(query: Address, series: Series[], around: Window): Promise<Answer | undefined> {
  const { __name__: name, job, instance } = series[0]?.labels ?? {}
  if (name === 'up' || job === undefined || instance === undefined) return undefined
  const up = `up{job=${JSON.stringify(job)},instance=${JSON.stringify(instance)}}`
  return rawSamples(query, up, around, { timeoutMs: TIMEOUT_MS, dedup: false })
}

function seriesOf(answer: Answer, { url }: Address, selector: string): Series[] {
  if (!('error' in answer)) return answer.series
  if (answer.why === 'histogram') throw new LabError('samples', `${selector} cannot be merged here: ${answer.error}`)
  if (answer.why === 'refused')
    throw new LabError('usage', `${url} refused ${selector}: ${answer.error}`, { hint: `a selector such as 'up{job="thanos-query"}'` })
  throw new LabError('no-answer', `${url} did not answer ${selector}: ${answer.error}`, {
    hint: 'check the URL: it is that of Thanos Query, without /api/v1',
  })
}
