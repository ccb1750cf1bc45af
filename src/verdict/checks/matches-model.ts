import { count } from '../../lib/format.ts'
import { versionWarning } from '../../dedup/merge.ts'
import type { How } from '../../dedup/recorder.ts'
import type { Finding, Sample } from '../../model/run.ts'
import type { Expectation, Limits } from '../../model/scenario.ts'
import type { Analysis, SeriesView } from '../analysis.ts'
import { defineCheck, demandsNothing, type Expected, unjudged } from '../check.ts'
import { wordByPhase, type WordByPhase } from '../limits.ts'
import { compareViews, type Compared, type Comparison } from '../model-comparison.ts'
import { ALGORITHMS, algorithmAt, MATCHES_MODEL } from '../stated-algorithm.ts'
import { phaseText } from '../wording.ts'

type Algorithm = (typeof ALGORITHMS)[number]

/** How much of the samples is shown on either side of the first difference, in scrape intervals. */
const AROUND = 3

/**
 * Whether Query answered what the model of its deduplication makes of the replicas' own samples, sample by sample. A view that cannot be
 * compared, such as one at which Query did not answer, is named and skipped; the last one must be compared, and of two replicas at least. A
 * difference shows nothing where Query is another Thanos than the one that is modelled.
 */
export const matchesModelCheck = defineCheck({
  name: MATCHES_MODEL,
  summary: "whether Query's samples are those that penalty (its default), or chain, picks of the replicas' own, one by one",
  of: 'series',
  unit: 'number',
  limits: () => wordByPhase(ALGORITHMS),
  judge,
  demands: demandsNothing,
})

function judge(expectation: Expected<WordByPhase<Algorithm>>, analysis: Analysis): Finding {
  const { of, limits } = expectation
  const series = analysis.series[of]
  const expected = ALGORITHMS.some((name) => Object.values(limits).includes(name)) ? algorithmText(limits) : undefined
  if (series?.via !== 'query' || expected === undefined)
    return unjudged(expectation, 'number', `${of} is not read through Query, so nothing is merged`)
  const compared = compareViews(series, analysis, ({ phase }): How => ({ algorithm: algorithmAt(limits, phase) }))
  return modelFinding(expectation, analysis, {
    expected,
    compared,
    isMerged: isMergeOf(compared, ({ view }) => view === series.views.at(-1)),
    detail: (one) => detailOf(one, analysis),
  })
}

/** Whether something was compared, and there was something to compare. */
function isCompared<T extends object>(one: T): one is T & { compared: number; differing: number; replicas: string[] } {
  return 'compared' in one && typeof one.compared === 'number' && one.compared > 0
}

interface ModelResult<T> {
  expected: string
  compared: T[]
  /** The last of what was read was compared, and of two replicas at least. */
  isMerged: boolean
  detail: (one: T) => string
}

/** The finding of what was compared with the model: it shows nothing without a merge, nor a difference to another Thanos. */
export function modelFinding<T extends object>(
  expectation: Expectation,
  { run }: Analysis,
  { expected, compared, isMerged, detail: detailText }: ModelResult<T>,
): Finding {
  const differing = compared.filter(isCompared).reduce((sum, one) => sum + one.differing, 0)
  const warning = versionWarning(run.versions['thanos'])
  const detail = [...compared.map(detailText), ...(warning === undefined ? [] : [warning])].join('; ')
  if (!isMerged) return { ...unjudged(expectation, 'number', `the last snapshot shows no merge of two replicas (${detail})`), expected }
  if (differing > 0 && warning !== undefined) return { ...unjudged(expectation, 'number', detail), expected }
  const { of, check } = expectation
  return { check, series: of, unit: 'number', expected, passed: differing === 0, measured: differing, detail }
}

/** Whether the last of what was compared is that one, and of two replicas at least. */
export function isMergeOf<T extends object>(compared: readonly T[], isLast: (one: T) => boolean): boolean {
  const last = compared.findLast(isCompared)
  return last !== undefined && isLast(last) && last.replicas.length > 1
}

function algorithmText({ is, during, after }: Limits): string {
  return is === undefined ? `${during} during the outage, ${after} after recovery` : String(is)
}

function detailOf(one: Compared<{ view: SeriesView }, Comparison>, { intervalMs }: Analysis): string {
  const phase = phaseText(one.view.phase)
  if ('error' in one) return `${phase} nothing could be compared: ${one.error}`
  const of = `of ${count(one.replicas.length, 'replica')}`
  if (one.first === undefined) return `${phase} ${count(one.compared, 'sample')} ${of} as in the model`
  const around = samplesAround(one.view, one.first, (AROUND * intervalMs) / 1000)
  return `${phase} ${one.differing} of ${one.compared} samples ${of} differ, the first at ${one.first} (${around})`
}

/** What Query and each replica have around a time. */
function samplesAround(view: SeriesView, at: number, reach: number): string {
  const near = (samples: Sample[]) => samples.filter(([time]) => Math.abs(time - at) <= reach).map(([time, value]) => `${value}@${time}`)
  const sources = [['query', view.samples] as const, ...Object.entries(view.replicas)]
  return sources.map(([source, samples]) => `${source}: ${near(samples).join(' ') || 'none'}`).join(', ')
}
