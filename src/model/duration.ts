/*
 * A duration of a scenario file may be a number of scrapes. That is a time only on a lab, whose scrape interval is known. So a parsed file
 * keeps durations as they are written, and a run has numbers in their place.
 */

/** A duration as it is written: a time in milliseconds, or a number of scrapes. */
export type WrittenDuration = { ms: number } | { scrapes: number }

/** A duration of a parsed scenario file. A class, so that it is told from every other map. */
export class Duration {
  /** The words of the file, for a complaint. */
  readonly text: string
  readonly span: WrittenDuration
  /** What a run has in its place: milliseconds, or a number of scrapes. */
  readonly unit: 'ms' | 'scrapes'

  constructor(text: string, span: WrittenDuration, unit: 'ms' | 'scrapes') {
    this.text = text
    this.span = span
    this.unit = unit
  }

  /** The number for a lab with that scrape interval, in milliseconds. */
  at(intervalMs: number): number {
    if (this.unit === 'ms') return 'ms' in this.span ? this.span.ms : this.span.scrapes * intervalMs
    return 'scrapes' in this.span ? this.span.scrapes : this.span.ms / intervalMs
  }
}

/** A value of a run as the parser returns it: a duration may stand where the run has a number. */
export type Parsed<T> = T extends number ? T | Duration : T extends object ? { [K in keyof T]: Parsed<T[K]> } : T

/** A parsed value as a run has it: every duration is a number. */
export type Resolved<T> = T extends Duration ? number : T extends object ? { [K in keyof T]: Resolved<T[K]> } : T

/** A copy with every duration resolved for a lab with that scrape interval, in milliseconds. */
export function resolveDurations<T>(value: T, intervalMs: number): Resolved<T>
export function resolveDurations(value: unknown, intervalMs: number): unknown {
  if (value instanceof Duration) return value.at(intervalMs)
  if (Array.isArray(value)) return value.map((item) => resolveDurations(item, intervalMs))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, resolveDurations(item, intervalMs)]))
}
