import { count } from '../../lib/format.ts'
import type { Finding, Gap, Sample } from '../../model/run.ts'
import { type Analysis, lastView, type SeriesView } from '../analysis.ts'
import { type Bounds, bounds, defineCheck, type Expected, findingOf, moreIsWorse, unjudged, withinLimits } from '../check.ts'
import { findGaps } from '../gaps.ts'

/** Another replica scrapes at most half an interval before or after, but for jitter. */
const NEAR = 0.6

/** How many scrapes one replica has and another has not, at the last snapshot: it stays so, as nothing brings them together again. */
export const replicaDiffCheck = defineCheck({
  name: 'replica-diff',
  summary: 'how many scrapes one replica has a sample of and another has not',
  of: 'series',
  unit: 'number',
  limits: (types) => bounds(types.scrapes),
  judge,
  demands: moreIsWorse,
  control: ({ limits }) => limits['at-least'] !== undefined,
})

function judge(expectation: Expected<Bounds>, analysis: Analysis): Finding {
  const { of, limits } = expectation
  const { victims, intervalMs, run } = analysis
  const series = analysis.series[of]
  const view = series === undefined ? undefined : lastView(series, 'after')
  if (view === undefined || Object.keys(view.replicas).length < Math.max(2, run.settings.replicas))
    return unjudged(expectation, 'number', `not every replica gave samples of its own for ${of} at the last snapshot`, word)
  const lacking = Object.keys(view.replicas).map((pod) => ({ pod, scrapes: lacks(pod, view, intervalMs) }))
  const strange =
    limits['at-least'] !== undefined && victims.size > 0 && !lacking.some(({ pod, scrapes }) => victims.has(pod) && scrapes > 0)
  if (strange) return unjudged(expectation, 'number', `no replica that was hit lacks a scrape of ${of} that another has`, word)
  const measured = lacking.reduce((sum, { scrapes }) => sum + scrapes, 0)
  return {
    ...findingOf(expectation, 'number', word),
    passed: withinLimits(measured, limits),
    measured,
    detail: lacking.map(({ pod, scrapes }) => `${pod} lacks ${word(scrapes)} that another has`).join('; '),
  }
}

function word(scrapes: number): string {
  return count(Math.round(scrapes * 100) / 100, 'scrape')
}

/** Scrapes that are missing in a replica's gaps, of which another replica has a sample. */
function lacks(pod: string, { replicas, from, to }: SeriesView, intervalMs: number): number {
  const own = replicas[pod] ?? []
  const others = Object.entries(replicas).flatMap(([other, samples]) => (other === pod ? [] : samples))
  const due = findGaps(own, from, to, intervalMs).flatMap((gap) => missed(gap, own, intervalMs / 1000))
  return due.filter((time) => others.some(([there]: Sample) => Math.abs(there - time) <= (NEAR * intervalMs) / 1000)).length
}

/** When it would have scraped: counted from the sample after the gap where there is none before. */
function missed({ from, to }: Gap, own: Sample[], interval: number): number[] {
  const has = (time: number) => own.some(([at]) => Math.abs(at - time) < 0.0005)
  const scrapes = Math.max(0, Math.round((to - from) / interval) - (has(from) && has(to) ? 1 : 0))
  return Array.from({ length: scrapes }, (_, index) =>
    has(from) ? from + (index + 1) * interval : to - (index + (has(to) ? 1 : 0)) * interval,
  )
}
