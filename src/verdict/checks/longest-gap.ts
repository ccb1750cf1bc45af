import type { Expectation, Finding, Gap, Journal, Look, ObservedSeries, Sample } from '../../model/run.ts'
import { bounds, type Check, moreIsWorse, unjudged, within, wordLimits } from '../check.ts'
import { isReplicasDamage } from '../expectations.ts'
import { longestGap } from '../gaps.ts'
import { faultSpans } from '../spans.ts'
import { limitWords, seconds, phaseText } from '../words.ts'

/** Share of a scrape interval by which a limit may be missed (contract, "A scenario file"). */
export const JITTER = 0.1

/** How long nothing was seen of a series, over all its looks: the longest counts, for `at-most` and for `at-least`. */
export const longestGapCheck: Check = {
  name: 'longest-gap',
  summary: 'The longest distance between neighbouring raw samples, and from the edges of a look to the first and last',
  of: 'series',
  limits: (kit) => bounds(kit.duration),
  judge,
  demands: moreIsWorse,
  control: isReplicasDamage,
}

function judge(expectation: Expectation, journal: Journal): Finding {
  const { scrapeIntervalMs } = journal.settings
  const series = journal.series[expectation.of]
  const word = (ms: number) => limitWords(ms, scrapeIntervalMs)
  const seen = series === undefined ? [] : series.looks.filter((look) => hasAnswered(series, look)).map(longestOf)
  const longest = Math.max(...seen.map(({ gap }) => gap.seconds))
  // -Infinity of no look at all; NaN of a look whose edges make no sense.
  if (!Number.isFinite(longest)) return unjudged(expectation, `there is no answer of ${expectation.of} to measure`, word)
  return {
    check: expectation.check,
    series: expectation.of,
    passed: within(longest * 1000, expectation.limits, JITTER * scrapeIntervalMs),
    measured: longest,
    expected: wordLimits(expectation.limits, word),
    detail: seen.map(({ look, gap }) => `${phaseText(look.phase)} ${seconds(gap.seconds)}${place(gap, journal)}`).join('; '),
  }
}

/** A replica that is dead has no answer, which says nothing of what it holds; Query and the Service are always to have one. */
export function hasAnswered({ via }: ObservedSeries, look: Look): boolean {
  return via !== 'replica' || look.samples.length > 0
}

function longestOf(look: Look): { look: Look; gap: Gap } {
  const gaps = allAnswers(look).map((samples) => longestGap(samples, look.from, look.to))
  return { look, gap: gaps.toSorted((a, b) => b.seconds - a.seconds)[0] as Gap }
}

/** The answer of the look, and where there were more (`via: service`), all of them. */
export function allAnswers(look: Look): Sample[][] {
  return [look.samples, ...(look.answers ?? [])]
}

/** Where the gap lies, told from the fault, unless it is an ordinary distance. */
function place(gap: Gap, journal: Journal): string {
  if (gap.seconds * 1000 < 1.5 * journal.settings.scrapeIntervalMs) return ''
  const spans = faultSpans(journal)
  const span = spans.findLast(({ from }) => from < gap.to) ?? spans[0]
  if (span === undefined || Number.isNaN(span.from)) return ''
  const [begins, ends] = [gap.from - span.from, gap.to - span.from]
  const sameSide = begins < 0 === ends < 0
  return `, from ${sameSide ? seconds(Math.abs(begins)) : offset(begins)} to ${offset(ends)} the ${span.fault.fault}`
}

function offset(fromFault: number): string {
  return `${seconds(Math.abs(fromFault))} ${fromFault < 0 ? 'before' : 'after'}`
}
