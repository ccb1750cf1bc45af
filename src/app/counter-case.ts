import type { Case } from '../explain/inputs/snapshot.ts'
import { rateGrid } from '../explain/rates.ts'
import type { Address } from '../lib/http.ts'
import type { QueryOptions } from '../observe/prometheus.ts'
import { readRates } from '../observe/query-rates.ts'

/** A case that is merged as under rate(), with what Query answers to rate() over the same window; any other case as it is. */
export async function withRates(made: Case, query: Address, how: Omit<QueryOptions, 'dedup'> = {}): Promise<Case> {
  const grid = rateGrid(made.window, made.intervalMs)
  if (made.how.mode !== 'counter' || grid === undefined) return made
  const read = await readRates(query, { selector: made.selector, ...grid }, how)
  return { ...made, rates: 'error' in read ? read : { grid, ...read } }
}
