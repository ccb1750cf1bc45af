import { rate } from '../dedup/rate.ts'
import type { Samples } from '../dedup/samples.ts'
import { toMs, type Window } from '../lib/time.ts'
import type { Sample } from '../model/run.ts'
import { isSameRate } from '../verdict/model-comparison.ts'

/* rate() over the window of a case: at which steps, by the model, and against what Query answers. Times and durations in milliseconds. */

/** The steps of a graph of `rate(SELECTOR[RANGE])` that reads a window's samples, and no other: so Query merges the same as the model. */
export interface RateGrid {
  rangeMs: number
  stepMs: number
  /** The first step; the range before it begins at the window's left edge. */
  from: number
  to: number
}

const MINUTE = 60_000
/** A range shorter than four intervals may be left with fewer than two samples. */
const INTERVALS = 4
/** Steps of a graph at most; Prometheus and Thanos refuse 11,000. */
const MOST_STEPS = 5000

/**
 * A minute, or so many that there are four intervals in it, as dashboards have it; half of a window that is shorter than two of that.
 * undefined: the window is too short for a rate.
 */
export function rateGrid({ from, to }: Window, intervalMs: number): RateGrid | undefined {
  const usual = MINUTE * Math.max(1, Math.ceil((INTERVALS * intervalMs) / MINUTE))
  const half = Math.floor((to - from) / 2 / intervalMs) * intervalMs
  const rangeMs = Math.min(usual, half)
  if (rangeMs < 2 * intervalMs) return undefined
  const stepMs = intervalMs * Math.max(1, Math.ceil((to - from - rangeMs) / intervalMs / MOST_STEPS))
  return { rangeMs, stepMs, from: from + rangeMs, to }
}

export function stepsOf({ from, to, stepMs }: RateGrid): number[] {
  return Array.from({ length: Math.floor((to - from) / stepMs) + 1 }, (_, step) => from + step * stepMs)
}

export interface RateAt {
  at: number
  /** Per second. */
  value: number
}

/** The largest `rate()` of some samples at any step, the earliest of equals; undefined where there is none. */
export function largestRate(samples: Samples, grid: RateGrid): RateAt | undefined {
  return stepsOf(grid).reduce<RateAt | undefined>((largest, at) => {
    const value = rate(samples, at, grid.rangeMs)
    return value !== undefined && value > (largest?.value ?? Number.NEGATIVE_INFINITY) ? { at, value } : largest
  }, undefined)
}

/** What Query answers to `rate(SELECTOR[RANGE])` at the steps of a grid. */
export interface ReadRates {
  grid: RateGrid
  /** With dedup=true. */
  merged: Sample[]
  /** With dedup=false: one graph for each replica, in any order. */
  apart: Sample[][]
}

/** Query's `rate()` against the model's, step by step. */
export interface RatesCompared {
  steps: number
  differing: number
  /** The first step that differs; undefined where one has no value there. */
  first?: { at: number; query: number | undefined; model: number | undefined }
  /** Graphs of replicas apart, and how many of them no replica's own samples give. */
  apart: number
  apartDiffering: number
}

/** The model's rates of the merged samples, and of each replica's own, against what Query answered. */
export function compareReadRates({ grid, merged, apart }: ReadRates, model: Samples, replicas: readonly Samples[]): RatesCompared {
  const differing = differingSteps(merged, model, grid)
  const [first] = differing
  return {
    steps: stepsOf(grid).length,
    differing: differing.length,
    ...(first === undefined ? {} : { first }),
    apart: apart.length,
    // Whose graph it is shows in its values: the names of replicas are made of several labels, or of none.
    apartDiffering: apart.filter((one) => replicas.every((replica) => differingSteps(one, replica, grid).length > 0)).length,
  }
}

function differingSteps(answered: Sample[], model: Samples, grid: RateGrid): NonNullable<RatesCompared['first']>[] {
  const values = new Map(answered.map(([time, value]) => [toMs(time), Number(value)]))
  return stepsOf(grid).flatMap((at) => {
    const [query, made] = [values.get(at), rate(model, at, grid.rangeMs)]
    return isSameRate(query, made) ? [] : [{ at, query, model: made }]
  })
}
