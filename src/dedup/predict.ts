import type { Samples } from './samples.ts'

/** What is known before a fault: of the preferred replica, and of the survivor. */
export interface PlannedOutage {
  intervalMs: number
  /** How much later the survivor scrapes (`offsetOf`): more than 0, less than an interval. */
  offsetMs: number
  /** Scrapes of the preferred replica that are to be missed or to fail. */
  missed: number
  /** Its target fails, so that stale markers are written; else the replica itself is away and writes nothing. */
  marked: boolean
}

/** The gap that is to be expected in the merged samples, when all are back; milliseconds. */
export interface ExpectedGap {
  gapMs: number
  /** Whether Query switches to the survivor. */
  switches: boolean
  /** The formula, with I for the interval and d for the offset. */
  formula: 'I' | '2I' | '3I' | '2I + d' | '3I + d'
}

/**
 * The longest distance between two merged samples that an outage of the preferred replica leaves, stale markers not counted. It
 * shows only once that replica is back with its history; until then Query knows of the survivor alone. For two replicas with the same
 * interval that both were well before.
 *
 * One missed scrape is not filled: the survivor has a penalty of two intervals. After two and more Query returns its first sample later than
 * that. A stale marker is a sample: everything comes an interval later.
 *
 * Source: what the model gives, which equals Query sample by sample; test/dedup/predict.test.ts holds every formula to it.
 */
export function expectedGap({ intervalMs, offsetMs, missed, marked }: PlannedOutage): ExpectedGap {
  const intervals = Math.min(missed, marked ? 3 : 2)
  if (intervals < (marked ? 3 : 2)) return { gapMs: (1 + intervals) * intervalMs, switches: false, formula: formulas[intervals]! }
  return { gapMs: intervals * intervalMs + offsetMs, switches: true, formula: marked ? '3I + d' : '2I + d' }
}

const formulas = ['I', '2I', '3I'] as const

/** Scrapes that fall into an outage of so many milliseconds: by when it begins, one more or less. */
export function missedScrapes(outageMs: number, intervalMs: number): { least: number; most: number } {
  return { least: Math.floor(outageMs / intervalMs), most: Math.ceil(outageMs / intervalMs) }
}

/**
 * By how many milliseconds a replica scrapes after another: from the last sample of the preferred one to the survivor's next, as it would be
 * at an even interval. More than 0 and less than an interval. Undefined where one has no sample, and where both scrape at the same time: then
 * Query prefers the one whose chunk has more samples (`lanesOf`), which after the outage is the survivor, from the beginning.
 */
export function offsetOf(preferred: Samples, survivor: Samples, intervalMs: number): number | undefined {
  const [last, other] = [preferred.t.at(-1), survivor.t.at(-1)]
  if (last === undefined || other === undefined) return undefined
  const lag = (((other - last) % intervalMs) + intervalMs) % intervalMs
  return lag === 0 ? undefined : lag
}
