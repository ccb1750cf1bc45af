import { formatDuration } from '../../lib/duration.ts'
import { count, dateClock, percent, seconds, zoneName } from '../../lib/format.ts'
import type { AuditAnswer, AuditGap, AuditStore } from '../../model/audit.ts'

/* The words that the formats of an audit share. */

/** `2026-11-28 15:10:03 to 2026-11-28 21:10:03 UTC`: what was looked at. */
export function windowText({ from, to, stepMs }: AuditAnswer): string {
  const [begin, end] = [from, to].map((unix) => dateClock(unix * 1000).slice(0, 19))
  return `${begin} to ${end} ${zoneName(to * 1000)}, by steps of ${formatDuration(stepMs)}`
}

/** The verdict, in a sentence. */
export function auditHeadline({ verdict, gaps, targets, replicas }: AuditAnswer): string {
  // Not "no gap": what Query merges from scrapes that are all there can have one, which counts do not show.
  const found = gaps.length === 0 ? 'no missing and no failed scrape' : count(gaps.length, 'gap')
  const among = `${count(targets, 'target')} on ${count(replicas.length, 'replica')}`
  return verdict === 'inconclusive' ? `Inconclusive: ${found} found in ${among}, but not all could be seen.` : `Found ${found} in ${among}.`
}

/** What Query is, and how it merges. */
export function howQuery({ url, query }: AuditAnswer): string {
  const { kind, version, replicaLabels, algorithm, lookbackMs } = query
  const labels = replicaLabels === null ? 'replica labels not known' : `replica labels: ${replicaLabels.join(', ') || 'none'}`
  const parts = [
    `${kind === 'unknown' ? 'PromQL' : kind}${version === null ? '' : ` ${version}`}`,
    labels,
    algorithm ?? 'algorithm not known',
  ]
  return `${url} (${parts.join('; ')}; look-back ${formatDuration(lookbackMs)})`
}

/** When a gap was, and how long: `2026-11-28 15:10:03.200 to 15:20:18.200 (615 s)`, in the zone that the window is shown in. */
export function gapTime({ from, to, seconds: length, exact }: AuditGap): string {
  const [begin, end] = [from, to].map((unix) => dateClock(unix * 1000).slice(0, exact ? 23 : 19)) as [string, string]
  const text = `${begin} to ${begin.slice(0, 10) === end.slice(0, 10) ? end.slice(11) : end}`
  return exact ? `${text} (${seconds(length)})` : `within ${text}`
}

/** `prometheus-0 lacks it, prometheus-1 has it; 100 targets (node); a gap of 36.5 s, bridged in a graph`. */
export function lackText({ lacking, having, targets, jobs, ...gap }: AuditGap): string {
  const lacks =
    lacking.length === 0
      ? 'no replica lacks it'
      : `${namesOf(
          lacking.map(({ replica }) => replica),
          'lacks',
          'lack',
        )} it`
  const has = having.length === 0 ? '' : `, ${namesOf(having, 'has', 'have')} it`
  const where = `${count(targets, 'target')}${jobs.length === 0 ? '' : ` (${jobs.slice(0, 3).join(', ')}${jobs.length > 3 ? ', …' : ''})`}`
  return `${lacks}${has}; ${where}; ${shownText(gap)}`
}

/** What of it is in Query's merged answer, and in a graph. */
export function shownText({ query, merged, graph }: Pick<AuditGap, 'query' | 'merged' | 'graph'>): string {
  if (query === 'filled') return 'Query fills it'
  if (query === 'not-read') return 'merged answer not read'
  const shows = graph === undefined ? '' : graph === 'visible' ? ', visible in a graph' : ', bridged in a graph by the look-back'
  return merged === undefined ? `merged answer has a gap${shows}` : `merged gap of ${seconds(merged.seconds)}${shows}`
}

function namesOf(names: readonly string[], one: string, several: string): string {
  return `${new Intl.ListFormat('en').format(names)} ${names.length === 1 ? one : several}`
}

export function replicaRows({ replicas }: AuditAnswer): string[][] {
  const rows = replicas.map(({ name, targets, scrapes, failed, intervalMs }) => [
    name,
    String(targets),
    String(scrapes),
    `${failed}${scrapes === 0 || failed === 0 ? '' : ` (${percent(failed / scrapes)})`}`,
    intervalMs === null ? '?' : formatDuration(intervalMs),
  ])
  return [['replica', 'targets', 'scrapes', 'failed', 'interval'], ...rows]
}

export function storeRows({ stores }: AuditAnswer): string[][] {
  return [['store', 'type', 'state', 'labels', 'newest samples'], ...stores.map(storeRow)]
}

function storeRow({ name, type, healthy, labelSets, samples, series, ms }: AuditStore): string[] {
  const labels = labelSets
    .map((set) =>
      Object.entries(set)
        .map(([key, value]) => `${key}=${value}`)
        .join(','),
    )
    .join(' ')
  const took = ms === undefined ? '' : `, ${ms.toFixed(1)} ms`
  return [
    name,
    type,
    healthy ? 'healthy' : 'NOT HEALTHY',
    labels,
    samples === undefined ? '?' : `${samples} of ${series ?? '?'} series${took}`,
  ]
}

/** What the audit cost, and what it may cost. */
export function costText({ limits }: AuditAnswer): string {
  const { requests, maxRequests, samples, maxSamples, elapsedMs, timeoutMs, stopped } = limits
  const cost = `Sent ${requests} of at most ${maxRequests} requests, read ${samples} of at most ${maxSamples} samples, in ${seconds(elapsedMs / 1000)} of at most ${formatDuration(timeoutMs)}.`
  return stopped === undefined ? cost : `${cost} Stopped early: ${stopped}.`
}
