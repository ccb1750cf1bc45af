import { LabError } from '../../lib/errors.ts'
import type { Grid } from './counts.ts'

const [SECOND, MINUTE, HOUR] = [1000, 60_000, 3_600_000]

/** Steps that most scrape intervals divide. */
const STEPS = [
  10 * SECOND,
  30 * SECOND,
  MINUTE,
  5 * MINUTE,
  10 * MINUTE,
  15 * MINUTE,
  30 * MINUTE,
  HOUR,
  2 * HOUR,
  4 * HOUR,
  8 * HOUR,
  24 * HOUR,
]

/** So many steps show where a gap is, and cost little. */
const FEWEST = 12
const MOST = 288
/** Three answers: scrapes made, scrapes that succeeded, and the merged series. */
const ANSWERS = 3
/** Of the samples that may be read: the rest is for raw samples. */
const SHARE = 0.7

/**
 * The steps of a window that ends at `to`: as short as the samples allow; the window is made longer to hold whole ones. `series`, `samples`: 0
 * where they are not known. Throws `usage` where so many series cannot be counted within the limit.
 */
export function gridOf(to: number, sinceMs: number, series: number, samples: number): Grid {
  const steps = STEPS.filter((stepMs) => sinceMs / stepMs >= FEWEST)
  const candidates = steps.length === 0 ? [Math.max(1, Math.floor(sinceMs / FEWEST))] : steps.filter((stepMs) => sinceMs / stepMs <= MOST || stepMs === steps.at(-1))
  const grids = [...candidates, ...(sinceMs > FEWEST_COARSE ? [Math.ceil(sinceMs / 4)] : [])].map((stepMs) => gridAt(to, sinceMs, stepMs))
  const found = grids.find(({ buckets }) => buckets * series * ANSWERS <= SHARE * samples || series === 0)
  if (found !== undefined) return found
  throw new LabError('usage', `${series} series are too many for --max-samples ${samples}: they cannot be counted within it`, {
    hint: `name fewer: --match '{job="node"}'; or raise --max-samples`,
  })
}

/** A shorter window is not made coarser. */
const FEWEST_COARSE = MINUTE

function gridAt(to: number, sinceMs: number, stepMs: number): Grid {
  const steps = Math.max(1, Math.ceil(sinceMs / stepMs))
  return { start: to - (steps + 1) * stepMs, stepMs, buckets: steps + 1 }
}
