import { seconds } from '../../lib/format.ts'
import type { Finding, Gap } from '../../model/run.ts'
import { allAnswers, type Analysis, type ObservedSeries, type SeriesView } from '../analysis.ts'
import {
  type Bounds,
  bounds,
  defineCheck,
  type Expected,
  findingOf,
  isMeant,
  moreIsWorse,
  PHASE_PART,
  unjudged,
  withinLimits,
} from '../check.ts'
import { isReplicaDamage } from '../claims.ts'
import { isGap, JITTER, longestGap } from '../gaps.ts'
import { gapPosition, limitText, phaseText } from '../wording.ts'

/** How long nothing was seen of a series, over all snapshots: the longest counts, for `at-most` and for `at-least`. */
export const longestGapCheck = defineCheck({
  name: 'longest-gap',
  summary: 'the longest distance between neighbouring raw samples, and from the edges of a snapshot to the first and last',
  of: 'series',
  unit: 'seconds',
  gaps: 'length',
  limits: (types) => bounds(types.duration, PHASE_PART),
  judge,
  demands: moreIsWorse,
  control: isReplicaDamage,
})

function judge(expectation: Expected<Bounds>, analysis: Analysis): Finding {
  const { intervalMs } = analysis
  const word = (ms: number) => limitText(ms, intervalMs)
  const seen = answeredViews(expectation, analysis).map(longestOf)
  const longest = Math.max(...seen.map(({ gap }) => gap.seconds))
  // -Infinity of no view at all; NaN of a view whose edges make no sense.
  if (!Number.isFinite(longest)) return unjudged(expectation, 'seconds', `there is no answer of ${expectation.of} to measure`, word)
  return {
    ...findingOf(expectation, 'seconds', word),
    passed: withinLimits(longest * 1000, expectation.limits, JITTER * intervalMs),
    measured: longest,
    detail: seen.map(({ view, gap }) => `${phaseText(view.phase)} ${seconds(gap.seconds)}${position(gap, analysis)}`).join('; '),
  }
}

/**
 * The views that an expectation about a series is about. A replica that is away has no answer, which says nothing of what it holds; Query and
 * the Service are always to have one.
 */
export function answeredViews({ of, limits }: Expected, { series }: Analysis): SeriesView[] {
  const observed = series[of]
  return observed === undefined ? [] : observed.views.filter((view) => isMeant(view.phase, limits) && hasAnswered(observed, view))
}

function hasAnswered({ via }: ObservedSeries, { samples }: SeriesView): boolean {
  return via !== 'replica' || samples.length > 0
}

function longestOf(view: SeriesView): { view: SeriesView; gap: Gap } {
  const gaps = allAnswers(view).map((samples) => longestGap(samples, view.from, view.to))
  return { view, gap: gaps.toSorted((a, b) => b.seconds - a.seconds)[0] as Gap }
}

/** Nothing of an ordinary distance. */
function position(gap: Gap, { spans, intervalMs }: Analysis): string {
  return isGap(gap.seconds * 1000, intervalMs) ? gapPosition(gap, spans) : ''
}
