import type { Expectation, Finding, Journal, Look } from '../../model/run.ts'
import { bounds, type Check, moreIsWorse, unjudged, within, wordLimits } from '../check.ts'
import { isReplicasDamage } from '../expectations.ts'
import { findGaps } from '../gaps.ts'
import { phaseText } from '../words.ts'
import { allAnswers, hasAnswered } from './longest-gap.ts'

/**
 * How many gaps of 1.5 intervals or more there are in a look; of several looks, or answers, the most. A failed scrape ends every series
 * of its target by a stale marker, which is no sample: that scrape is missing here, but `up` has a sample of it, 0.
 */
export const gapCountCheck: Check = {
  name: 'gap-count',
  summary: 'How many gaps of 1.5 intervals or more there are between raw samples',
  of: 'series',
  limits: (kit) => bounds(kit.count),
  judge,
  demands: moreIsWorse,
  control: isReplicasDamage,
}

function judge(expectation: Expectation, journal: Journal): Finding {
  const series = journal.series[expectation.of]
  // A look without a length shows nothing.
  const seen = series === undefined ? [] : series.looks.filter((look) => hasAnswered(series, look) && look.to > look.from)
  const counts = seen.map((look) => ({ look, holes: most(look, journal.settings.scrapeIntervalMs) }))
  if (counts.length === 0) return unjudged(expectation, `there is no answer of ${expectation.of} to count in`)
  const measured = Math.max(...counts.map(({ holes }) => holes))
  return {
    check: expectation.check,
    series: expectation.of,
    passed: within(measured, expectation.limits),
    measured,
    unit: 'number',
    expected: wordLimits(expectation.limits, String),
    detail: counts.map(({ look, holes }) => `${phaseText(look.phase)} ${holes}`).join('; '),
  }
}

function most(look: Look, intervalMs: number): number {
  return Math.max(...allAnswers(look).map((samples) => findGaps(samples, look.from, look.to, intervalMs).length))
}
