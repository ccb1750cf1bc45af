import type { FaultEntry, Gap, Journal, Look, Sample } from '../../model/run.ts'
import { absenceClaims, type Claim, lastLook } from '../expectations.ts'
import { findGaps } from '../gaps.ts'
import { faultSpans, overlaps, replicasHit, type Span } from '../spans.ts'
import { theFault } from '../words.ts'

/** Where Query is said to have filled a hole, the fault must have hit the replica that Query was answering from. */
export function preferredReasons(journal: Journal): string[] {
  const claims = absenceClaims(journal).filter(({ series }) => series.via === 'query')
  return journal.faults.length === 0 ? [] : claims.flatMap((claim) => doubtsOf(claim, journal))
}

function doubtsOf({ name, series }: Claim, journal: Journal): string[] {
  const { faults } = journal
  const hits = faults.filter((fault) => replicasHit(fault, journal).length > 0)
  const [first] = hits
  if (first === undefined) return [`No fault hit a replica, so there was no hole that Query could have filled in ${name}.`]
  // Of several faults, one on the replica that was followed is enough to put Query to the test.
  const followed = (fault: FaultEntry) => replicasHit(fault, journal).find((replica) => replica === fault.preferred?.[name])
  const hit = hits.find((fault) => followed(fault) !== undefined)
  if (hit === undefined) return [notFollowed(name, first, replicasHit(first, journal))]
  // The question before the fault tells only about the first one.
  return hit === faults[0] ? contradiction(name, series, followed(hit) ?? '') : []
}

function notFollowed(name: string, fault: FaultEntry, replicas: string[]): string {
  const followed = fault.preferred?.[name]
  if (!followed) return `It could not be told which replica Query was following for ${name} before ${theFault(fault)}.`
  return `Query was following ${followed} for ${name} when ${replicas.join(', ')} was hit: this ${fault.fault} proves nothing.`
}

/** The journal's own samples must bear out what it says of Query's choice. */
function contradiction(name: string, { before }: Claim['series'], replica: string): string[] {
  const last = before?.samples.at(-1)
  if (before === undefined || last === undefined) return []
  const own = before.replicas[replica] ?? []
  if (own.some(([time]) => Math.abs(time - last[0]) < 0.0005)) return []
  return [`The run says that Query was following ${replica} for ${name}, but its last sample before the fault is not one of ${replica}'s.`]
}

/** A fault, and one of the replicas that it hit. */
interface Hit {
  span: Span
  replica: string
}

/**
 * Where a fault hit the replica that Query followed, that must really have been away. Whoever was hit must really have come back, and
 * Query must really have read it again.
 */
export function victimReasons(journal: Journal): string[] {
  const hits = faultSpans(journal).flatMap((span) => replicasHit(span.fault, journal).map((replica) => ({ span, replica })))
  const claims = absenceClaims(journal).filter(({ series }) => series.via === 'query')
  return claims.flatMap((claim) => [...awayDoubts(claim, hits, journal), ...hits.flatMap((hit) => returnDoubts(claim, hit))])
}

/**
 * Not every fault stops the scrapes (a frozen sidecar does not), but one that hit the followed replica must have, or Query had no hole
 * to fill. Where none hit that one, another doubt says so, and every hit is looked at.
 */
function awayDoubts(claim: Claim, hits: Hit[], journal: Journal): string[] {
  const followed = hits.filter(({ span, replica }) => span.fault.preferred?.[claim.name] === replica)
  const doubts = (followed.length > 0 ? followed : hits).map((hit) => [...outage(claim, hit, journal), ...holeless(claim, hit, journal)])
  return doubts.some((each) => each.length === 0) ? [] : doubts.flat()
}

/** Its own newest sample is old, or, where it is back already, the hole is behind it. */
function outage({ name, series }: Claim, { span, replica }: Hit, journal: Journal): string[] {
  const looks = series.looks.filter((look) => look.phase === 'during' && look.to > span.from)
  const away = (look: Look) => ownGaps(look, replica, journal).some((gap) => overlaps(span, gap))
  if (looks.length === 0 || looks.some(away)) return []
  return [`${replica} was scraping when ${name} was looked at during the outage: it was not away.`]
}

function holeless({ name, series }: Claim, { span, replica }: Hit, journal: Journal): string[] {
  const look = lastLook(series, 'after')
  if (look === undefined || ownGaps(look, replica, journal).some((gap) => overlaps(span, gap))) return []
  return [`${replica}'s own samples of ${name} show no hole at the time of the ${span.fault.fault}.`]
}

function returnDoubts({ name, series }: Claim, { span, replica }: Hit): string[] {
  const look = lastLook(series, 'after')
  if (look === undefined) return []
  const own = ownSamples(look, replica)
  const back = own.some(([time]) => time > span.to)
  return [
    ...(back ? [] : [`${replica} has no sample of ${name} after the ${span.fault.fault}: it never came back.`]),
    ...(unread(look, own, span, series.before) ? [unreadDoubt(name, replica, span)] : []),
  ]
}

/**
 * Query was following the struck replica, and that still has its samples from before the fault; asked again from the same left edge,
 * Query must begin with them again. If it does not, it read the survivor only, and merged nothing.
 */
function unread(look: Look, own: Sample[], { from }: Span, before: Look | undefined): boolean {
  const history = new Set(own.filter(([time]) => time < from).map(timeOf))
  const answered = before?.samples.map(timeOf).some((time) => history.has(time)) ?? false
  return answered && !look.samples.map(timeOf).some((time) => history.has(time))
}

function unreadDoubt(name: string, replica: string, { fault }: Span): string {
  return `After the return, Query answered ${name} without any sample of ${replica} from before the ${fault.fault}: it merged nothing.`
}

/** Whole milliseconds, as Prometheus keeps them: seconds with a fraction are inexact. */
function timeOf([time]: Sample): number {
  return Math.round(time * 1000)
}

function ownSamples(look: Look, replica: string): Sample[] {
  return look.replicas[replica] ?? []
}

/** A replica that did not answer has no sample: one gap from edge to edge. */
function ownGaps(look: Look, replica: string, journal: Journal): Gap[] {
  return findGaps(ownSamples(look, replica), look.from, look.to, journal.settings.scrapeIntervalMs)
}
