import { count, seconds, sentence } from '../../lib/format.ts'
import { isoSeconds } from '../../lib/time.ts'
import type { Finding, Sample, Snapshot } from '../../model/run.ts'
import {
  allAnswers,
  type Analysis,
  isSameEdge,
  lastView,
  type ObservedSeries,
  replicasSeen,
  type SeriesView,
  sourceName,
} from '../analysis.ts'
import { type Check, isMeant } from '../check.ts'
import { absenceClaims, type Claim, refutedFrom } from '../claims.ts'
import { longestGap } from '../gaps.ts'
import { isTakenAway, type Span } from '../spans.ts'
import { listOf, phaseText, theFault } from '../wording.ts'

/* What must be true of the snapshots: they cover the fault, Query saw every replica, and every source gave one series. */

/**
 * A gap can only be missed where one could have been seen: a claim needs a snapshot during the outage and one after recovery, each over the
 * fault, each over the same stretch from the left as the one before the fault.
 */
export function coverageReasons(analysis: Analysis, _: Finding[], checks: readonly Check[]): string[] {
  const [first] = analysis.spans
  const edges = Object.values(analysis.series).flatMap(edgeReasons)
  if (first === undefined) return edges
  return [...edges, ...absenceClaims(analysis, checks).flatMap((claim) => claimReasons(claim, first, analysis))]
}

/** Query decides by the left edge which replica it prefers, so another edge is another query. */
function edgeReasons({ name, via, before, views }: ObservedSeries): string[] {
  if (via !== 'query' || before === undefined) return []
  const moved = views.filter(({ from }) => !isSameEdge(from, before.from))
  return moved.map(({ phase }) => `${sentence(phaseText(phase))}, ${name} was read with another left edge than before the fault.`)
}

function claimReasons(claim: Claim, first: Span, { intervalMs, spans }: Analysis): string[] {
  const { name, series, expectation } = claim
  const { before } = series
  const phases = (['during', 'after'] as const).filter((phase) => isMeant(phase, expectation.limits))
  const [during, after] = (['during', 'after'] as const).map((phase) => (phases.includes(phase) ? lastView(series, phase) : undefined))
  const limit = refutedFrom(claim, intervalMs)
  const missing = phases.filter((phase) => lastView(series, phase) === undefined)
  return [
    ...missing.map((phase) => `There is no snapshot of ${name} ${phaseText(phase)}.`),
    ...(series.via === 'query' && before === undefined ? [`There is no snapshot of ${name} before the fault.`] : []),
    ...(before === undefined ? [] : beforeReasons(name, before, first, limit)),
    ...(during === undefined ? [] : duringReasons(name, during, first, limit)),
    ...(after === undefined ? [] : afterReasons(name, after, first, spans)),
  ]
}

function beforeReasons(name: string, before: SeriesView, first: Span, limit: number): string[] {
  const old = longestGap(before.samples, before.from, before.to)
  return [
    ...(before.to <= first.from ? [] : [`The snapshot of ${name} before the fault was taken when ${theFault(first.fault)} had begun.`]),
    ...(old.seconds > limit ? [`${name} had a gap of ${seconds(old.seconds)} before the fault, which the fault did not make.`] : []),
  ]
}

/** Were Query silent from the injection on, the gap would be as long as the snapshot goes on after it. */
function duringReasons(name: string, view: SeriesView, first: Span, limit: number): string[] {
  const seen = view.to - first.from
  if (view.from < first.from && seen > limit) return []
  if (!(seen > 0 && view.from < first.from)) return [`The snapshot of ${name} during the outage does not include the fault.`]
  return [
    `The snapshot of ${name} during the outage ended ${seconds(seen)} after the ${first.fault.fault}: too early to show a longer gap.`,
  ]
}

function afterReasons(name: string, view: SeriesView, first: Span, spans: Span[]): string[] {
  const open = spans.filter(({ to }) => !(view.to >= to)).map(({ fault }) => theFault(fault))
  return [
    ...(view.from < first.from ? [] : [`The snapshot of ${name} after recovery does not go back to the fault.`]),
    ...open.map((what) => `The snapshot of ${name} after recovery ended before ${what} was healed.`),
  ]
}

/** Where the absence of gaps is claimed, Query must have seen every replica before the fault and at the last snapshot. */
export function visibilityReasons(analysis: Analysis, _: Finding[], checks: readonly Check[]): string[] {
  const { spans } = analysis
  if (absenceClaims(analysis, checks).length === 0 || spans.length === 0) return []
  const injected = Math.min(...spans.map(({ from }) => from))
  const healed = Math.max(...spans.map(({ to }) => to))
  return [...seenAll(analysis, 'before', (at) => at <= injected), ...seenAll(analysis, 'after', (at) => at >= healed)]
}

function seenAll({ run }: Analysis, phase: 'before' | 'after', fits: (at: number) => boolean): string[] {
  const snapshot = run.snapshots.findLast((one) => one.phase === phase)
  const start = `${sentence(phaseText(phase))}, `
  if (snapshot === undefined) return [`${start}Query was not asked which replicas it sees.`]
  const errors = Object.values(snapshot.errors ?? {})
  if (errors.length > 0) return [`${start}Query did not say which replicas it sees: ${errors.join('; ')}.`]
  if (!fits(isoSeconds(snapshot.at))) return [`The snapshot of Query's replicas ${phaseText(phase)} was taken at another time.`]
  const due = Math.max(1, run.settings.replicas)
  const [stores, answers] = [healthyReplicas(snapshot), replicasSeen(snapshot).sort()]
  const both = stores.filter((replica) => answers.includes(replica))
  // Written so that a number of replicas that is none is a reason too.
  if (both.length >= due) return []
  return [`${start}Query did not see all of ${count(due, 'replica')}: stores of ${listOf(stores)}, samples of ${listOf(answers)}.`]
}

function healthyReplicas({ stores }: Snapshot): string[] {
  return [...new Set(stores.flatMap(({ healthy, replica }) => (healthy && replica ? [replica] : [])))].sort()
}

interface Read {
  analysis: Analysis
  series: ObservedSeries
  view: SeriesView
}

/** Every source that a series is read from must give exactly one series with samples of the window. */
export function answerReasons(analysis: Analysis): string[] {
  return Object.values(analysis.series).flatMap((series) =>
    [...(series.before === undefined ? [] : [series.before]), ...series.views].flatMap((view) => {
      const read = { analysis, series, view }
      return [...unresolved(read), ...failures(read), ...silences(read), ...absentees(read), ...strays(read)]
    }),
  )
}

/** `replica: victim` means nobody where no fault hit a replica. */
function unresolved({ series }: Read): string[] {
  return sourceName(series) === undefined ? [`The replica that ${series.name} is read from was never resolved.`] : []
}

function failures({ analysis, series, view }: Read): string[] {
  return Object.entries(view.errors)
    .filter(([source]) => !isExcused(analysis, view, source))
    .map(
      ([source, error]) =>
        `${sentence(phaseText(view.phase))}, ${displayName(source)} did not give exactly one series of ${series.name}: ${error}.`,
    )
}

function silences({ analysis, series, view }: Read): string[] {
  const source = sourceName(series)
  if (source === undefined) return []
  const silent = view.samples.length === 0 && view.errors[source] === undefined
  if (!silent || isExcused(analysis, view, source)) return []
  return [`${sentence(phaseText(view.phase))}, ${displayName(source)} gave no sample of ${series.name}.`]
}

/** Without each replica's own samples nothing shows what Query had to choose from. */
function absentees({ analysis: { run, victims }, series, view }: Read): string[] {
  if (series.via !== 'query') return []
  const away = view.phase === 'during' ? victims.size : 0
  const due = run.settings.replicas - away
  const there = Object.entries(view.replicas).filter(([pod, samples]) => samples.length > 0 && (away === 0 || !victims.has(pod))).length
  if (there >= due) return []
  return [`${sentence(phaseText(view.phase))}, only ${there} of ${count(due, 'replica')} gave samples of their own for ${series.name}.`]
}

/** Half a millisecond either way: sample times are whole milliseconds kept as inexact seconds. */
const INEXACT = 0.0005

function strays({ series, view }: Read): string[] {
  const inside = ([time]: Sample) => time >= view.from - INEXACT && time <= view.to + INEXACT
  const all = [...allAnswers(view), ...Object.values(view.replicas)]
  if (view.from < view.to && all.every((samples) => samples.every(inside))) return []
  return [`${sentence(phaseText(view.phase))}, ${series.name} has samples outside of its window: it is not the answer to that query.`]
}

/** What a fault took away cannot answer while it lasts, and the Service may still send requests there. */
function isExcused(analysis: Analysis, view: SeriesView, source: string): boolean {
  return view.phase === 'during' && isTakenAway(analysis, source)
}

function displayName(source: string): string {
  return source === 'query' ? 'Query' : source === 'service' ? 'the Service' : source
}
