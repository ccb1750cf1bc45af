import { toMs } from '../../lib/time.ts'
import type { FaultEntry, Finding, Gap, Sample } from '../../model/run.ts'
import { type Analysis, lastView, type SeriesView } from '../analysis.ts'
import type { Check } from '../check.ts'
import { absenceClaims, type Claim } from '../claims.ts'
import { findGaps } from '../gaps.ts'
import { overlaps, replicasHit, type Span } from '../spans.ts'
import { theFault } from '../wording.ts'

/* What must be true of the replica that was hit: Query preferred it, it was away, it came back, and Query read it again. */

/** Where Query is said to have filled a gap, the fault must have hit the replica whose samples Query was returning. */
export function preferredReasons(analysis: Analysis, _: Finding[], checks: readonly Check[]): string[] {
  if (analysis.spans.length === 0) return []
  return mergedClaims(analysis, checks).flatMap((claim) => preferredReasonsOf(claim, analysis))
}

function mergedClaims(analysis: Analysis, checks: readonly Check[]): Claim[] {
  return absenceClaims(analysis, checks).filter(({ series }) => series.via === 'query')
}

function preferredReasonsOf({ name, series }: Claim, { run }: Analysis): string[] {
  const hits = run.faults.filter((fault) => replicasHit(fault, run).length > 0)
  const [first] = hits
  if (first === undefined) return [`No fault hit a replica, so there was no gap that Query could have filled in ${name}.`]
  // Of several faults, one on the preferred replica is enough to put Query to the test.
  const preferred = (fault: FaultEntry) => replicasHit(fault, run).find((replica) => replica === fault.preferred?.[name])
  const hit = hits.find((fault) => preferred(fault) !== undefined)
  if (hit === undefined) return [notPreferred(name, first, replicasHit(first, run))]
  // The snapshot before the fault shows only what was so before the first one.
  return hit === run.faults[0] ? contradiction(name, series.before, preferred(hit) ?? '') : []
}

function notPreferred(name: string, fault: FaultEntry, replicas: string[]): string {
  const preferred = fault.preferred?.[name]
  if (!preferred) return `Which replica Query preferred for ${name} before ${theFault(fault)} could not be determined.`
  return `Query preferred ${preferred} for ${name} when ${replicas.join(', ')} was hit: this ${fault.fault} shows nothing.`
}

/** The run's own samples must bear out what it says of Query's choice. */
function contradiction(name: string, before: SeriesView | undefined, replica: string): string[] {
  const last = before?.samples.at(-1)
  if (before === undefined || last === undefined) return []
  const own = before.replicas[replica] ?? []
  if (own.some(([time]) => Math.abs(time - last[0]) < 0.0005)) return []
  return [`The run says that Query preferred ${replica} for ${name}, but its last sample before the fault is not one of ${replica}'s.`]
}

/** A fault, and one of the replicas that it hit. */
interface Hit {
  span: Span
  replica: string
}

/**
 * Where a fault hit the preferred replica, that must really have been away. Whoever was hit must really have come back, and Query must really
 * have read it again.
 */
export function victimReasons(analysis: Analysis, _: Finding[], checks: readonly Check[]): string[] {
  const { spans, run } = analysis
  const hits = spans.flatMap((span) => replicasHit(span.fault, run).map((replica) => ({ span, replica })))
  return mergedClaims(analysis, checks).flatMap((claim) => [
    ...awayReasons(claim, hits, analysis),
    ...hits.flatMap((hit) => returnReasons(claim, hit)),
  ])
}

/**
 * Not every fault stops the scrapes (a frozen sidecar does not), but one that hit the preferred replica must have, or Query had no gap to
 * fill. Where none hit that one, another reason says so, and every hit is looked at.
 */
function awayReasons(claim: Claim, hits: Hit[], analysis: Analysis): string[] {
  const preferred = hits.filter(({ span, replica }) => span.fault.preferred?.[claim.name] === replica)
  const reasons = (preferred.length > 0 ? preferred : hits).map((hit) => [
    ...stillScraping(claim, hit, analysis),
    ...gapless(claim, hit, analysis),
  ])
  return reasons.some((each) => each.length === 0) ? [] : reasons.flat()
}

/** Its own newest sample is old, or, where it is back already, the gap is behind it. */
function stillScraping({ name, series }: Claim, { span, replica }: Hit, analysis: Analysis): string[] {
  const views = series.views.filter((view) => view.phase === 'during' && view.to > span.from)
  const away = (view: SeriesView) => ownGaps(view, replica, analysis).some((gap) => overlaps(span, gap))
  if (views.length === 0 || views.some(away)) return []
  return [`${replica} was still scraping ${name} during the outage: it was not away.`]
}

function gapless({ name, series }: Claim, { span, replica }: Hit, analysis: Analysis): string[] {
  const view = lastView(series, 'after')
  if (view === undefined || ownGaps(view, replica, analysis).some((gap) => overlaps(span, gap))) return []
  return [`${replica}'s own samples of ${name} show no gap at the time of the ${span.fault.fault}.`]
}

function returnReasons({ name, series }: Claim, { span, replica }: Hit): string[] {
  const view = lastView(series, 'after')
  if (view === undefined) return []
  const own = view.replicas[replica] ?? []
  const back = own.some(([time]) => time > span.to)
  return [
    ...(back ? [] : [`${replica} has no sample of ${name} after the ${span.fault.fault}: it never came back.`]),
    ...(isUnread(view, own, span, series.before) ? [unreadText(name, replica, span)] : []),
  ]
}

/**
 * Query preferred the victim, and that still has its samples from before the fault; with the same left edge Query must begin with them again.
 * If it does not, it read the survivor only, and merged nothing.
 */
function isUnread(view: SeriesView, own: Sample[], { from }: Span, before: SeriesView | undefined): boolean {
  const history = new Set(own.filter(([time]) => time < from).map(timeOf))
  const answered = before?.samples.map(timeOf).some((time) => history.has(time)) ?? false
  return answered && !view.samples.map(timeOf).some((time) => history.has(time))
}

function unreadText(name: string, replica: string, { fault }: Span): string {
  return `After recovery, Query returned ${name} without any sample of ${replica} from before the ${fault.fault}: it merged nothing.`
}

function timeOf([time]: Sample): number {
  return toMs(time)
}

/** A replica that did not answer has no sample: one gap from edge to edge. */
function ownGaps({ replicas, from, to }: SeriesView, replica: string, { intervalMs }: Analysis): Gap[] {
  return findGaps(replicas[replica] ?? [], from, to, intervalMs)
}
