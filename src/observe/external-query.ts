import { LabError } from '../lib/errors.ts'
import type { Address } from '../lib/http.ts'
import { type Answer, buildVersion, rawSamples, type Series } from './prometheus.ts'
import type { Window } from '../lib/time.ts'

const TIMEOUT_MS = 60_000

export interface ExternalQuery {
  selector: string
  replicaLabel: string
  window: Window
  /** From when on the replicas' own samples are read, Unix ms. */
  since: number
}

/** What a Query that the lab did not start returns for a selector: each replica's own samples, `up` of the same target, and its own merge. */
export interface ExternalAnswer {
  series: Series[]
  ups: Series[]
  merged: Series[]
  thanos: string | undefined
}

/** Reads only. Throws `no-answer` where Query gives none, `usage` where it refuses the query, `samples` for native histograms. */
export async function readExternalQuery(query: Address, { selector, replicaLabel, window, since }: ExternalQuery): Promise<ExternalAnswer> {
  const by = { replicaLabel, timeoutMs: TIMEOUT_MS }
  const [apart, whole, thanos] = await Promise.all([
    rawSamples(query, selector, { from: since, to: window.to }, { ...by, dedup: false }),
    rawSamples(query, selector, window, { ...by, dedup: true }),
    buildVersion(query),
  ])
  const [series, merged] = [seriesOf(apart, query, selector), seriesOf(whole, query, selector)]
  const { job, instance } = series[0]?.labels ?? {}
  if (job === undefined || instance === undefined) return { series, ups: [], merged, thanos }
  const up = `up{job=${JSON.stringify(job)},instance=${JSON.stringify(instance)}}`
  const isUp = series[0]?.labels['__name__'] === 'up'
  const ups = isUp ? undefined : await rawSamples(query, up, { from: since, to: window.to }, { ...by, dedup: false })
  return { series, ups: ups === undefined || 'error' in ups ? [] : ups.series, merged, thanos }
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
