import type { How } from '../../dedup/recorder.ts'
import { versionWarning } from '../../dedup/merge.ts'
import { LabError } from '../../lib/errors.ts'
import { suggestion } from '../../lib/suggest.ts'
import type { Phase } from '../../model/run.ts'
import { replicaName } from '../../model/workloads.ts'
import type { Analysis, ObservedSeries, SeriesView } from '../../verdict/analysis.ts'
import { longestDistance } from '../../verdict/gaps.ts'
import { replicasHad } from '../../verdict/model-comparison.ts'
import { predictionOutcomes } from '../../verdict/prediction.ts'
import { replicasHit } from '../../verdict/spans.ts'
import { phaseText } from '../../verdict/wording.ts'
import { type Case, caseOfView, type OutageMerge } from './snapshot.ts'
import { statedAlgorithm } from '../../verdict/stated-algorithm.ts'

export interface Choice {
  /** Left out: the first series that was read through Query. */
  series?: string | undefined
  /** Left out: the last snapshot. */
  phase?: Phase | undefined
  mode?: How['mode']
}

/** The case of a run's series. Throws `usage` where it has no such series or snapshot, `samples` where there is nothing to explain. */
export function caseOfRun(analysis: Analysis, { series: wanted, phase, mode }: Choice): Case {
  const { run, intervalMs, spans } = analysis
  const series = seriesOf(analysis, wanted)
  const view = viewOf(run.id, series, phase)
  const algorithm = statedAlgorithm(run.scenario.expect, series.name, view.phase) ?? 'penalty'
  const how: How = { ...(mode === undefined ? {} : { mode }), algorithm }
  const made = caseOfView(series, view, {
    replicas: replicasHad(view),
    expected: Array.from({ length: run.settings.replicas }, (_, ordinal) => replicaName(ordinal)),
    intervalMs,
    how,
  })
  const warning = versionWarning(run.versions['thanos'])
  const outcomes = run.faults.flatMap((fault) => predictionOutcomes(fault, analysis)).filter((outcome) => outcome.series === series.name)
  const outage = outageMerge(analysis, series, view)
  return {
    ...made,
    run: run.id,
    faults: spans,
    // What was measured is of the last snapshot after recovery.
    predictions: view.phase === 'after' ? outcomes : outcomes.map(({ series: of, prediction }) => ({ series: of, prediction })),
    ...(outage === undefined ? {} : { outage }),
    notes: [...made.notes, ...(warning === undefined ? [] : [warning])],
  }
}

function seriesOf({ run, series: all }: Analysis, wanted: string | undefined): ObservedSeries {
  const merged = Object.values(all).filter(({ via }) => via === 'query')
  const found = wanted === undefined ? merged[0] : merged.find(({ name }) => name === wanted)
  if (found !== undefined) return found
  const names = merged.map(({ name }) => name)
  if (names.length === 0) throw new LabError('usage', `Run ${run.id} has no series that was read through Query, so nothing was merged`)
  const other = all[wanted ?? ''] === undefined ? '' : ', which was not read through Query'
  throw new LabError('usage', `Run ${run.id} has no merged series ${wanted}${other}${suggestion(wanted ?? '', names)}`, {
    hint: `thanos-lab explain ${run.id} --series ${names[0]}`,
  })
}

function viewOf(run: string, { name, before, views }: ObservedSeries, phase: Phase | undefined): SeriesView {
  const found = [...(before === undefined ? [] : [before]), ...views].findLast((view) => phase === undefined || view.phase === phase)
  if (found !== undefined) return found
  throw new LabError('usage', `Run ${run} has no snapshot of ${name}${phase === undefined ? '' : ` ${phaseText(phase)}`}`)
}

/** Only where it explains what did not show then, and shows now. A replica is away from the first fault that hits it on. */
function outageMerge({ run, spans }: Analysis, { views }: ObservedSeries, explained: SeriesView): OutageMerge | undefined {
  if (explained.phase !== 'after') return undefined
  const view = views.findLast(({ phase, samples }) => phase === 'during' && samples.length > 0)
  if (view === undefined) return undefined
  const replicas = replicasHad(view)
  const away = Object.keys(explained.replicas).filter((pod) => !replicas.includes(pod))
  const hit = spans.find(({ fault, to }) => to > view.from && replicasHit(fault, run).some((pod) => away.includes(pod)))
  const time = { from: hit?.from ?? view.from, to: view.to }
  const longest = longestDistance(view.samples, time)
  return away.length === 0 || longest === undefined ? undefined : { replicas, away, longest, ...time }
}
