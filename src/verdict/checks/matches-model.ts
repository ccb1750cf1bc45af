import { versionWarning } from '../../dedup/merge.ts'
import type { How } from '../../dedup/recorder.ts'
import type { Expectation, Finding, Journal, Limits, Look, Sample } from '../../model/run.ts'
import { type Check, unjudged } from '../check.ts'
import { wordAt } from '../expectations.ts'
import { type Comparison, comparisons, type Incomparable } from '../model-comparison.ts'
import { count, phaseText } from '../words.ts'

/** Query's ways to merge. */
export const ALGORITHMS = ['penalty', 'chain'] as const
type Algorithm = (typeof ALGORITHMS)[number]

/** How much of a history is shown on either side of the first difference, in scrape intervals. */
const AROUND = 3

/**
 * Whether Query answered what the model of its deduplication makes of the replicas' own samples, sample by sample. A look that cannot be
 * compared, such as one at which Query did not answer, is told of and passed over; the last one must be compared, and of two replicas at least. A
 * difference shows nothing where Query is another Thanos than the one that is modelled.
 */
export const matchesModelCheck: Check = {
  name: 'matches-model',
  summary: "Query's samples are those that penalty (its default), or chain, picks of the replicas' own, one by one",
  of: 'series',
  limits: () => wordAt(ALGORITHMS),
  judge,
  // It says how the samples came about, not whether all is well.
  demands: () => ({ damage: false, health: false }),
}

function judge(expectation: Expectation, journal: Journal): Finding {
  const { of, limits } = expectation
  const series = journal.series[of]
  const expected = ALGORITHMS.some((name) => Object.values(limits).includes(name)) ? algorithmWords(limits) : undefined
  if (series?.via !== 'query' || expected === undefined)
    return unjudged(expectation, `${of} is not read through Query, so nothing is merged`)
  const looks = comparisons(series, journal, (look): How => ({ algorithm: algorithmAt(limits, look.phase) }))
  const told = looks.filter((look): look is Comparison => 'compared' in look && look.compared > 0)
  const differing = told.reduce((sum, look) => sum + look.differing, 0)
  const last = told.at(-1)
  const isMerged = last !== undefined && last.look === series.looks.at(-1) && last.replicas.length > 1
  return modelled(expectation, journal, { expected, differing, isMerged, details: looks.map((look) => detailOf(look, journal)) })
}

interface Held {
  expected: string
  differing: number
  /** The last of what was asked was compared, and of two replicas at least. */
  isMerged: boolean
  details: string[]
}

/** The finding of what was held against the model: it shows nothing without a merge, nor a difference to another Thanos. */
export function modelled(expectation: Expectation, journal: Journal, { expected, differing, isMerged, details }: Held): Finding {
  const { of, check } = expectation
  const warning = versionWarning(journal.versions['thanos'])
  const detail = [...details, ...(warning === undefined ? [] : [warning])].join('; ')
  if (!isMerged) return { ...unjudged(expectation, `the last look shows no merge of two replicas (${detail})`), expected }
  if (differing > 0 && warning !== undefined) return { ...unjudged(expectation, detail), expected }
  return { check, series: of, passed: differing === 0, measured: differing, unit: 'number', expected, detail }
}

/** What an expectation says that Query does at a moment. */
export function algorithmAt(limits: Limits, moment: Look['phase']): Algorithm {
  return ALGORITHMS.find((name) => name === (limits['is'] ?? limits[moment])) ?? 'penalty'
}

function algorithmWords({ is, during, after }: Limits): string {
  return is === undefined ? `${during} during the outage, ${after} after the return` : String(is)
}

function detailOf(seen: Comparison | Incomparable, journal: Journal): string {
  const moment = phaseText(seen.look.phase)
  if ('trouble' in seen) return `${moment} nothing could be compared: ${seen.trouble}`
  const of = `of ${count(seen.replicas.length, 'replica')}`
  if (seen.first === undefined) return `${moment} ${count(seen.compared, 'sample')} ${of} as predicted`
  const around = histories(seen.look, seen.first, (AROUND * journal.settings.scrapeIntervalMs) / 1000)
  return `${moment} ${seen.differing} of ${seen.compared} samples ${of} otherwise, the first at ${seen.first} (${around})`
}

/** What Query and each replica have around a time. */
function histories(look: Look, at: number, reach: number): string {
  const near = (samples: Sample[]) => samples.filter(([time]) => Math.abs(time - at) <= reach).map(([time, value]) => `${value}@${time}`)
  const places = [['query', look.samples] as const, ...Object.entries(look.replicas)]
  return places.map(([place, samples]) => `${place}: ${near(samples).join(' ') || 'none'}`).join(', ')
}
