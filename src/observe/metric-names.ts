import { type Address, NoAnswer, sendRequest } from '../lib/http.ts'
import type { Window } from './prometheus.ts'

/** More are not read. */
const MOST = 200

/** The names of the metrics that a matcher finds in a window (`/api/v1/label/__name__/values`); empty where Query does not say. */
export async function metricNames(
  address: Address,
  matcher: string,
  { from, to }: Window,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<string[]> {
  const params = { 'match[]': matcher, start: (from / 1000).toFixed(3), end: (to / 1000).toFixed(3), limit: String(MOST) }
  try {
    const { status, body } = await sendRequest(address, '/api/v1/label/__name__/values', { params, timeoutMs, signal })
    const data = status === 200 ? (body as { data?: unknown }).data : undefined
    return Array.isArray(data) ? data.filter((name) => typeof name === 'string') : []
  } catch (error) {
    if (error instanceof NoAnswer) return []
    throw error
  }
}
