import type { Address } from '../lib/http.ts'
import type { Window } from '../lib/time.ts'
import { dataAt } from './api-data.ts'

/** More are not read. */
const MOST = 200
const TIMEOUT_MS = 30_000

/** The names of the metrics that a matcher finds in a window (`/api/v1/label/__name__/values`); empty where Query does not say. */
export async function metricNames(address: Address, matcher: string, { from, to }: Window): Promise<string[]> {
  const params = { 'match[]': matcher, start: (from / 1000).toFixed(3), end: (to / 1000).toFixed(3), limit: String(MOST) }
  const data = await dataAt(address, '/api/v1/label/__name__/values', { params, timeoutMs: TIMEOUT_MS })
  return Array.isArray(data) ? data.filter((name) => typeof name === 'string') : []
}
