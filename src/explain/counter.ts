import { merge } from '../dedup/merge.ts'
import type { How, Merged } from '../dedup/recorder.ts'
import type { Replica } from '../dedup/samples.ts'
import type { Window } from '../lib/time.ts'
import { compareReadRates, largestRate, type RateAt, rateGrid, type RateGrid, type RatesCompared, type ReadRates } from './rates.ts'
import { findSpikes, type Spike } from './spikes.ts'

/** What rate() makes of a merge in counter mode. Times in milliseconds, replicas by their numbers. */
export interface CounterMerge {
  /** undefined: the window is too short for a rate. */
  grid: RateGrid | undefined
  /** The largest rate at any step, of the merged samples and of each replica alone. */
  largest: { merged: RateAt | undefined; replicas: (RateAt | undefined)[] }
  spikes: Spike[]
  /** Against Query; left out where Query was not asked. */
  compared?: RatesCompared
  /** Why Query gave no rate to compare with. */
  error?: string
}

export interface CounterInput {
  merged: Merged
  replicas: readonly Replica[]
  window: Window
  intervalMs: number
  how: How
  /** What Query answers to rate(), or why it does not. */
  rates?: ReadRates | { error: string }
}

/** What rate() makes of the merged samples of a window, where it has spikes, and whether Query's own rate() is the same. */
export function counterOf({ merged, replicas, window, intervalMs, how, rates }: CounterInput): CounterMerge {
  const alone = replicas.map((replica) => merge([replica], how))
  const grid = rates !== undefined && 'grid' in rates ? rates.grid : rateGrid(window, intervalMs)
  const largest = (one: Merged) => (grid === undefined ? undefined : largestRate(one, grid))
  return {
    grid,
    largest: { merged: largest(merged), replicas: alone.map(largest) },
    spikes: findSpikes({ merged, replicas, alone, how, intervalMs, grid }),
    ...(rates === undefined ? {} : 'error' in rates ? { error: rates.error } : { compared: compareReadRates(rates, merged, alone) }),
  }
}
