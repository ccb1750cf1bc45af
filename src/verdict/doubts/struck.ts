import type { Gap, Journal, Look, Sample } from '../../journal.ts'
import { type Claim, absenceClaims, lastLook } from '../claims.ts'
import { findGaps } from '../gaps.ts'
import { type Span, faultSpans, overlaps } from '../spans.ts'

/** The struck replica must really have been away, must really have come back, and Query must really have read it again. */
export function struckDoubts(journal: Journal): string[] {
  const spans = faultSpans(journal).filter(({ fault }) => fault.replica !== undefined)
  const claims = absenceClaims(journal).filter(({ series }) => series.via === 'query')
  return claims.flatMap((claim) => spans.flatMap((span) => [...outage(claim, span, journal), ...after(claim, span, journal)]))
}

/** Its own newest sample is old, or, where it is back already, the hole is behind it. */
function outage({ name, series }: Claim, span: Span, journal: Journal): string[] {
  const { fault } = span
  const looks = series.looks.filter((look) => look.when === 'outage' && look.to > span.from)
  const away = (look: Look) => ownGaps(look, fault.replica, journal).some((gap) => overlaps(span, gap))
  if (looks.length === 0 || looks.some(away)) return []
  return [`${fault.replica} was scraping when ${name} was looked at during the outage: it was not away.`]
}

function after({ name, series }: Claim, span: Span, journal: Journal): string[] {
  const look = lastLook(series, 'after')
  if (look === undefined) return []
  const { fault } = span
  const own = ownSamples(look, fault.replica)
  const gaps = ownGaps(look, fault.replica, journal)
  return [
    ...(own.some(([time]) => time > span.to)
      ? []
      : [`${fault.replica} has no sample of ${name} after the ${fault.fault}: it never came back.`]),
    ...(gaps.some((gap) => overlaps(span, gap))
      ? []
      : [`${fault.replica}'s own samples of ${name} show no hole at the time of the ${fault.fault}.`]),
    ...(unread(look, own, span, series.before) ? [unreadDoubt(name, span)] : []),
  ]
}

/**
 * Query was following the struck replica, and that still has its samples from before the fault; asked again from the same left edge,
 * Query must begin with them again. If it does not, it read the survivor only, and merged nothing.
 */
function unread(look: Look, own: Sample[], { fault, from }: Span, before: Look | undefined): boolean {
  const history = new Set(own.filter(([time]) => time < from).map(timeOf))
  const answered = before?.samples.map(timeOf).some((time) => history.has(time)) ?? false
  return answered && fault.replica !== undefined && !look.samples.map(timeOf).some((time) => history.has(time))
}

function unreadDoubt(name: string, { fault }: Span): string {
  return `After the return, Query answered ${name} without any sample of ${fault.replica} from before the ${fault.fault}: it merged nothing.`
}

/** Whole milliseconds, as Prometheus keeps them: seconds with a fraction are inexact. */
function timeOf([time]: Sample): number {
  return Math.round(time * 1000)
}

function ownSamples(look: Look, replica = ''): Sample[] {
  return look.replicas[replica] ?? []
}

/** A replica that did not answer has no sample: one gap from edge to edge. */
function ownGaps(look: Look, replica: string | undefined, journal: Journal): Gap[] {
  return findGaps(ownSamples(look, replica), look.from, look.to, journal.settings.scrapeIntervalMs)
}
