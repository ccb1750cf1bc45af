import type { Expectation, Finding, Gap, Journal, Look, Sample } from '../../model/run.ts'
import { bounds, type Check, moreIsWorse, unjudged, within, wordLimits } from '../check.ts'
import { lastLook } from '../expectations.ts'
import { findGaps } from '../gaps.ts'
import { victims } from '../spans.ts'
import { count } from '../words.ts'

/** Another replica scrapes at most half an interval before or after, but for jitter. */
const NEAR = 0.6

/** How many scrapes one replica has and another has not, at the last look: it stays so, as nothing brings them together again. */
export const replicaDiffCheck: Check = {
  name: 'replica-diff',
  summary: 'How many scrapes one replica has a sample of and another has not',
  of: 'series',
  limits: (kit) => bounds(kit.scrapes),
  judge,
  demands: moreIsWorse,
  control: ({ limits }) => limits['at-least'] !== undefined,
}

function judge(expectation: Expectation, journal: Journal): Finding {
  const { of, check, limits } = expectation
  const look = journal.series[of] === undefined ? undefined : lastLook(journal.series[of], 'after')
  if (look === undefined || Object.keys(look.replicas).length < Math.max(2, journal.settings.replicas))
    return unjudged(expectation, `not every replica gave samples of its own for ${of} at the last look`, word)
  const lacking = Object.keys(look.replicas).map((pod) => ({ pod, scrapes: lacks(pod, look, journal.settings.scrapeIntervalMs) }))
  const struck = victims(journal)
  const strange = limits['at-least'] !== undefined && struck.size > 0 && !lacking.some(({ pod, scrapes }) => struck.has(pod) && scrapes > 0)
  if (strange) return unjudged(expectation, `no replica that was hit lacks a scrape of ${of} that another has`, word)
  const measured = lacking.reduce((sum, { scrapes }) => sum + scrapes, 0)
  return {
    check,
    series: of,
    passed: within(measured, limits),
    measured,
    unit: 'number',
    expected: wordLimits(limits, word),
    detail: lacking.map(({ pod, scrapes }) => `${pod} lacks ${word(scrapes)} that another has`).join('; '),
  }
}

function word(scrapes: number): string {
  return count(Math.round(scrapes * 100) / 100, 'scrape')
}

/** Scrapes that are missing in a replica's gaps, of which another replica has a sample. */
function lacks(pod: string, { replicas, from, to }: Look, intervalMs: number): number {
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
