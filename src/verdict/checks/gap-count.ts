import type { Finding } from '../../model/run.ts'
import { allAnswers, type Analysis, type SeriesView } from '../analysis.ts'
import { type Bounds, bounds, defineCheck, type Expected, findingOf, moreIsWorse, PHASE_PART, unjudged, withinLimits } from '../check.ts'
import { isReplicaDamage } from '../claims.ts'
import { findGaps } from '../gaps.ts'
import { phaseText } from '../wording.ts'
import { answeredViews } from './longest-gap.ts'

/**
 * How many gaps there are in a snapshot; of several snapshots, or answers, the most. A failed scrape ends every series of its target by a
 * stale marker, which is no sample: that scrape is missing here, but `up` has a sample of it, 0.
 */
export const gapCountCheck = defineCheck({
  name: 'gap-count',
  summary: 'how many gaps of 1.5 intervals or more there are between raw samples',
  of: 'series',
  unit: 'number',
  gaps: 'number',
  limits: (types) => bounds(types.count, PHASE_PART),
  judge,
  demands: moreIsWorse,
  control: isReplicaDamage,
})

function judge(expectation: Expected<Bounds>, analysis: Analysis): Finding {
  // A view without a length shows nothing.
  const seen = answeredViews(expectation, analysis).filter((view) => view.to > view.from)
  const counts = seen.map((view) => ({ view, gaps: most(view, analysis.intervalMs) }))
  if (counts.length === 0) return unjudged(expectation, 'number', `there is no answer of ${expectation.of} to count in`)
  const measured = Math.max(...counts.map(({ gaps }) => gaps))
  return {
    ...findingOf(expectation, 'number'),
    passed: withinLimits(measured, expectation.limits),
    measured,
    detail: counts.map(({ view, gaps }) => `${phaseText(view.phase)} ${gaps}`).join('; '),
  }
}

function most(view: SeriesView, intervalMs: number): number {
  return Math.max(...allAnswers(view).map((samples) => findGaps(samples, view.from, view.to, intervalMs).length))
}
