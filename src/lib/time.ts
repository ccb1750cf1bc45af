/** Unix seconds → whole milliseconds, as Prometheus keeps its times: seconds with a fraction are inexact. */
export function toMs(seconds: number): number {
  return Math.round(seconds * 1000)
}

/** An ISO time → Unix seconds; NaN where it cannot be read. */
export function isoSeconds(iso: string): number {
  return Date.parse(iso) / 1000
}

/** A stretch of time, Unix milliseconds; the left edge is open, as in PromQL since Prometheus 3. */
export interface Window {
  from: number
  to: number
}
