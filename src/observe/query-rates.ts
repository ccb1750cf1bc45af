import type { Address } from '../lib/http.ts'
import { toMs } from '../lib/time.ts'
import type { Sample } from '../model/run.ts'
import { graph, type QueryOptions } from './prometheus.ts'

/** Source: Thanos v0.42.4, cmd/thanos/query_frontend.go (--query-range.align-range-with-step, by default on). */
const MOVED = 'its steps are not those asked for; a query-frontend aligns them'

/** `rate()` of one counter as a graph. Milliseconds. */
export interface RateRequest {
  selector: string
  rangeMs: number
  stepMs: number
  /** The first step. */
  from: number
  to: number
}

/**
 * `rate(SELECTOR[RANGE])` through Query at each step, merged and apart; in words, why it gives none. A graph reads from one range before its first
 * step on, and merges from there. Never throws for what Query answers.
 */
export async function readRates(
  query: Address,
  { selector, rangeMs, ...steps }: RateRequest,
  how: Omit<QueryOptions, 'dedup'> = {},
): Promise<{ merged: Sample[]; apart: Sample[][] } | { error: string }> {
  const expression = `rate(${selector}[${rangeMs}ms])`
  const [merged, apart] = await Promise.all([
    graph(query, expression, steps, { ...how, dedup: true }),
    graph(query, expression, steps, { ...how, dedup: false }),
  ])
  if ('error' in merged) return { error: merged.error }
  if ('error' in apart) return { error: apart.error }
  if (merged.series.length > 1) return { error: `it gives ${merged.series.length} series, not one` }
  if ([...merged.series, ...apart.series].some(({ samples }) => samples.some(([time]) => (toMs(time) - steps.from) % steps.stepMs !== 0)))
    return { error: MOVED }
  // Without a step with a value there is no series.
  return { merged: merged.series[0]?.samples ?? [], apart: apart.series.map(({ samples }) => samples) }
}
