import { LabError } from '../../lib/errors.ts'
import type { StepGrid } from './counts.ts'

const [MINUTE, HOUR] = [60_000, 3_600_000]

/** Steps that most scrape intervals divide. */
const STEPS = [MINUTE, 2 * MINUTE, 5 * MINUTE, 10 * MINUTE, 20 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR, 4 * HOUR, 8 * HOUR, 24 * HOUR]

/** So many steps show where a gap is; more would tell little, as the raw samples tell when it was. */
const MOST = 72
/** A shorter window has fewer, and coarse steps would show too little of a long one. */
const FEWEST = 6
/** Three answers: scrapes made, scrapes that succeeded, and the merged series. */
const ANSWERS = 3
/** Of the samples that may be read: the rest is for raw samples. */
const SHARE = 0.7

/**
 * The steps of a window that ends at `to`: as short as the samples allow; the window is made longer to hold whole ones. `series`, `samples`: 0
 * where they are not known. Throws `usage` where so many series cannot be counted within the limit.
 */
export function gridOf(to: number, sinceMs: number, series: number, samples: number): StepGrid {
  const grids = gridsOf(to, sinceMs)
  const found = grids.find(({ buckets }) => buckets * series * ANSWERS <= SHARE * samples || series === 0)
  if (found !== undefined) return found
  throw new LabError('usage', `${series} series are too many: to count them takes --max-samples ${samplesFor(sinceMs, series)} or more`, {
    hint: `name fewer, such as --match '{job="node"}', or raise --max-samples`,
  })
}

/** The grids of a window, the finest first. */
function gridsOf(to: number, sinceMs: number): StepGrid[] {
  const fit = STEPS.filter((stepMs) => sinceMs / stepMs <= MOST && sinceMs / stepMs >= FEWEST)
  const steps = fit.length > 0 ? fit : [Math.max(1, Math.ceil(sinceMs / FEWEST))]
  return steps.map((stepMs) => gridAt(to, sinceMs, stepMs))
}

/** How many series can be counted by the coarsest steps. */
export function mostSeries(sinceMs: number, samples: number): number {
  return Math.floor((SHARE * samples) / (ANSWERS * gridsOf(0, sinceMs).at(-1)!.buckets))
}

/** What `--max-samples` must be for so many. */
export function samplesFor(sinceMs: number, series: number): number {
  return Math.ceil((gridsOf(0, sinceMs).at(-1)!.buckets * series * ANSWERS) / SHARE)
}

function gridAt(to: number, sinceMs: number, stepMs: number): StepGrid {
  const steps = Math.max(1, Math.ceil(sinceMs / stepMs))
  return { start: to - (steps + 1) * stepMs, stepMs, buckets: steps + 1 }
}
