import { formatDuration } from '../../lib/duration.ts'
import { LabError } from '../../lib/errors.ts'
import { clock, seconds, shellQuoted } from '../../lib/format.ts'
import { toMs } from '../../lib/time.ts'
import type { AuditGap } from '../../model/audit.ts'
import type { Gap } from '../../model/run.ts'
import { findGaps } from '../../verdict/gaps.ts'
import type { QueryInfo } from '../../model/query-info.ts'
import type { AccessOptions } from '../../observe/access.ts'
import { MARKER_REQUESTS } from '../end-markers.ts'
import { CHEAP_SILENCES, externalCase } from '../explain-case.ts'
import { type Knowledge, lackingText } from './cause.ts'
import type { ScrapeTarget, StepGrid } from './counts.ts'
import { type Counts, type Draft, exactDrafts, intervalIn, stretchOf } from './gaps.ts'
import { type MergedAnswer, mergedOf } from './merged.ts'
import { receivedReplicas, silentReplicas } from './reasons.ts'
import type { NameReplica } from './replica-names.ts'
import { metricOf, readMerged, readRaw, readUps, type AuditSource } from './reads.ts'
import { targetMatchers } from './selectors.ts'
import type { Group } from './suspects.ts'

/* The raw samples of a group's example, and what Query makes of them. */

/** What an inspection goes by. */
export interface Inspection {
  request: { access: AccessOptions; replicaLabels: string[] | undefined }
  audited: { selector: string; metric: string; isUp: boolean }
  source: AuditSource
  replicaLabels: readonly string[]
  /** By the labels of a series. */
  nameOf: NameReplica
  targets: readonly ScrapeTarget[]
  lookbackMs: number
  query: QueryInfo
}

/** The gaps of a group, exact. */
export async function inspectGroup(one: Inspection, group: Group, counts: Counts): Promise<AuditGap[]> {
  const [{ target }] = group.suspects as [Group['suspects'][number]]
  const intervalMs = Math.min(...target.copies.map((copy) => intervalIn(copy, target)))
  const { source, replicaLabels, nameOf, targets, audited } = one
  const selector = `${audited.metric}{${targetMatchers(target, targets)}}`
  const stretch = stretchOf(group, counts.grid)
  const samples = await readRaw(source, selector, target, stretch, { replicaLabels, nameOf, intervalMs })
  const ups = audited.isUp ? undefined : await readUps(source, target, stretch, { replicaLabels, nameOf, intervalMs })
  const raw = { samples, ups, own: await ownGaps(one, group, selector, counts.grid) }
  const gaps: AuditGap[] = []
  for (const draft of exactDrafts(group, raw, counts)) gaps.push(toGap(one, draft, await mergedFor(one, draft), counts))
  return gaps
}

/**
 * Gaps of Query's own answer, from the left edge of the counts on: Query prefers a replica by where a query begins. Only where the counts
 * say that it is short: a scrape on the edge of a step may look so.
 */
async function ownGaps({ source, replicaLabels }: Inspection, group: Group, selector: string, grid: StepGrid): Promise<Gap[]> {
  const [{ target, merged }] = group.suspects as [Group['suspects'][number]]
  if (merged !== true) return []
  const window = { from: grid.start, to: stretchOf(group, grid).to }
  const intervals = target.copies.map((copy) => intervalIn(copy, target))
  const samples = await readMerged(source, selector, target, window, { replicaLabels, intervalMs: Math.min(...intervals) })
  return findGaps(samples, window.from / 1000, window.to / 1000, Math.max(...intervals))
}

/** What one case of `explain` sends at most: both merges of the series, `up` of its target, and those for stale markers. */
const CASE_REQUESTS = 3 + MARKER_REQUESTS * CHEAP_SILENCES

/** What Query's own answer has in a gap, by the case that `explain` makes of it. */
async function mergedFor(one: Inspection, draft: Draft): Promise<MergedAnswer> {
  const { source, request, targets } = one
  const { target } = draft
  const series = await seriesFor(one, draft)
  if (series === undefined)
    return { ...NOT_READ, text: "No series of the target's own was found, so what Query merges of it was not read." }
  const metric = series === one.audited.metric ? undefined : { metric: series }
  const { selector, rangeMs, at } = commandOf(one, { ...draft, ...metric }, targets)
  const intervalMs = Math.min(...target.copies.map((copy) => intervalIn(copy, target)))
  source.budget.claim(CASE_REQUESTS, Math.ceil(((rangeMs + HISTORY_MS) / intervalMs) * (2 * target.copies.length + 1)))
  try {
    const made = await externalCase(source.access, { selector, replicaLabels: request.replicaLabels, rangeMs, at, isCheap: true }, {})
    for (const warning of made.warnings) source.warnings.add(warning)
    return { ...mergedOf(made, draft, one.lookbackMs), ...metric }
  } catch (error) {
    source.budget.check()
    if (error instanceof LabError) return { ...NOT_READ, ...metric, text: `What Query merges of it was not read: ${error.message}.` }
    throw error
  }
}

const NOT_READ: Pick<MergedAnswer, 'query' | 'narrative'> = { query: 'not-read', narrative: [] }

/** Chunks are computed from the samples of two hours before. */
const HISTORY_MS = 7_500_000

/** The metric whose merge is looked at: `up` has a sample of a failed scrape, too, so another one of the target is taken there. */
async function seriesFor({ source, audited, targets }: Inspection, { target, lacking, from }: Draft): Promise<string | undefined> {
  if (!audited.isUp || lacking.every(({ failed }) => failed === 0)) return audited.metric
  return metricOf(source, targetMatchers(target, targets), { from: from - 1000, to: from })
}

/** What `explain` is to be told of a gap: it is in the middle of the range. */
export function commandOf(
  { request, source, audited }: Inspection,
  { target, from, to, metric = audited.metric }: Pick<Draft, 'target' | 'from' | 'to'> & { metric?: string },
  targets: readonly ScrapeTarget[],
): { selector: string; rangeMs: number; at: number; text: string } {
  const selector = `${metric}{${targetMatchers(target, targets)}}`
  const intervalMs = Math.max(...target.copies.map((copy) => intervalIn(copy, target)))
  const rangeMs = Math.max(SHORTEST_MS, Math.ceil((2 * (to - from) + AROUND * intervalMs) / MINUTE_MS) * MINUTE_MS)
  const at = Math.round((from + to) / 2)
  const labels = (request.replicaLabels ?? []).map((label) => ` --replica-label ${label}`).join('')
  const text = `thanos-lab explain --query-url ${source.access.address.url} --selector ${shellQuoted(selector)}${labels} --at ${new Date(at).toISOString()} --range ${formatDuration(rangeMs)}`
  return { selector, rangeMs, at, text }
}

const SHORTEST_MS = 300_000
const MINUTE_MS = 60_000
/** Scrape intervals around a gap. */
const AROUND = 40

/** By the targets and by how much Query warned: they are looked for in all targets. */
const stores = new WeakMap<readonly ScrapeTarget[], { warnings: number; found: Pick<Knowledge, 'silent' | 'received'> }>()

function storesOf(one: Inspection): Pick<Knowledge, 'silent' | 'received'> {
  const { targets, query, source } = one
  const known = stores.get(targets)
  if (known !== undefined && known.warnings === source.warnings.size) return known.found
  const found = { silent: silentReplicas(one), received: receivedReplicas(query, targets) }
  stores.set(targets, { warnings: source.warnings.size, found })
  return found
}

/** A gap as it is answered. `merged`: undefined where no raw samples were read. */
export function toGap(one: Inspection, draft: Draft, merged: MergedAnswer | undefined, { grid, replicas }: Counts): AuditGap {
  const { group, from, to, exact, lacking, having, own } = draft
  const jobs = new Set(group.suspects.map((suspect) => suspect.target.labels['job'] ?? ''))
  const { selector, text } = commandOf(one, { ...draft, ...(merged?.metric === undefined ? {} : { metric: merged.metric }) }, one.targets)
  const what = merged ?? byCounts(draft)
  const isShort = draft.own !== undefined && what.query === 'filled'
  const causes = [
    lackingText(lacking, {
      replicas,
      ...storesOf(one),
      metric: one.audited.metric,
    }),
    ...(lacking.length === 0 ? ['No replica lacks a sample: the gap comes of how Query merges.'] : []),
    ...(lacking.length > 0 && having.length === 0 ? [nobodyText(draft)] : []),
    isShort ? ownText(own!, grid) : what.text,
  ]
  return {
    from: from / 1000,
    to: to / 1000,
    seconds: Math.round(to - from) / 1000,
    exact,
    targets: group.suspects.length,
    jobs: [...jobs].filter((job) => job !== '').sort(),
    example: selector,
    lacking,
    having,
    query: isShort ? 'gap' : what.query,
    ...(what.merged === undefined && !isShort ? {} : { merged: what.merged ?? own! }),
    ...(what.graph === undefined ? {} : { graph: what.graph }),
    cause: causes.filter((sentence) => sentence !== '').join(' '),
    narrative: what.narrative,
    command: text,
  }
}

function ownText({ from, to, seconds: length }: Gap, { start }: StepGrid): string {
  return `Query's answer has a gap of ${seconds(length)} from ${clock(toMs(from))} to ${clock(toMs(to))} where it begins at ${clock(start)}, and none where it begins as that of the command below: it depends on the left edge which replica Query prefers.`
}

/** The counts are those of `up`, which has a sample of a failed scrape, too. */
function byCounts({ mergedShort, lacking }: Draft): MergedAnswer {
  const isKnown = mergedShort !== undefined && lacking.every(({ failed }) => failed === 0)
  return isKnown
    ? { query: mergedShort ? 'gap' : 'filled', narrative: [], text: '' }
    : { ...NOT_READ, text: 'What Query merges of it was not read.' }
}

function nobodyText({ lacking, target }: Draft): string {
  if (target.copies.length === 1) return 'Query merges no other series with it, so nothing could fill it.'
  const [from, to] = [Math.max(...lacking.map((one) => one.from)), Math.min(...lacking.map((one) => one.to))]
  return from < to ? `From ${clock(from * 1000)} to ${clock(to * 1000)} no replica has a sample, so nothing could fill it.` : ''
}

/** A replica that was away is told once, also where a target has other faults next to it, so that it was grouped apart. */
export function oncePerFault(gaps: readonly AuditGap[]): AuditGap[] {
  return gaps.reduce<AuditGap[]>((made, gap) => {
    const known = made.findIndex((one) => isSameFault(one, gap))
    if (known < 0) return [...made, gap]
    const one = made[known]!
    return made.with(known, { ...one, targets: one.targets + gap.targets, jobs: [...new Set([...one.jobs, ...gap.jobs])].sort() })
  }, [])
}

/** What was away for all targets begins and ends within so many seconds for each, or within a quarter of a short gap. */
const TOGETHER_S = 30

function faultsOf({ lacking }: AuditGap): string {
  return JSON.stringify(lacking.map(({ replica, why }) => [replica, why]))
}

function isSameFault(one: AuditGap, other: AuditGap): boolean {
  const near = Math.min(TOGETHER_S, one.seconds / 4)
  return (
    one.lacking.length > 0 &&
    one.lacking.every(({ why }) => why.includes('away')) &&
    faultsOf(one) === faultsOf(other) &&
    Math.abs(one.from - other.from) <= near &&
    Math.abs(one.to - other.to) <= near
  )
}
