import { historyFrom } from '../dedup/head-chunks.ts'
import { versionWarning } from '../dedup/merge.ts'
import type { How } from '../dedup/recorder.ts'
import { caseOfExternal } from '../explain/inputs/external.ts'
import { caseOfRun, type Choice } from '../explain/inputs/run.ts'
import { type Case, caseOfView } from '../explain/inputs/snapshot.ts'
import { LabError } from '../lib/errors.ts'
import { shellQuoted } from '../lib/format.ts'
import type { Window } from '../lib/time.ts'
import { labelsKey } from '../model/labels.ts'
import type { Access } from '../observe/access.ts'
import { readExternalQuery } from '../observe/external-query.ts'
import { rawSamples, type Series } from '../observe/prometheus.ts'
import { readQueryInfo } from '../observe/query-info.ts'
import { takeSnapshot } from '../observe/snapshot.ts'
import { replicaNames } from '../model/workloads.ts'
import type { Lab } from '../runtime/runtime.ts'
import { matchersOf, selectorError } from '../scenario/promql.ts'
import { loadRun } from '../storage/runs.ts'
import { analyseRun, seriesView } from '../verdict/analysis.ts'
import { replicasHad } from '../verdict/model-comparison.ts'
import { readLayouts } from './chunk-layouts.ts'
import { withRates } from './counter-case.ts'
import { withEndMarkers } from './end-markers.ts'
import { command } from '../lib/command.ts'
import { type OpenContext, openLab } from './labs.ts'
import { noSamplesError } from './no-samples.ts'

/* The cases that `explain` explains: one function for each place that samples come from. Durations are milliseconds. */

/** The case of a series of a saved run. Throws `no-run`, `usage`, `samples`. */
export async function runCase(which: string | undefined, choice: Choice): Promise<Case> {
  return caseOfRun(analyseRun(await loadRun(which)), choice)
}

/** The case of a selector on the running lab. Throws `usage` where it is not a selector of one series, `no-lab`, `samples`. */
export async function liveCase(context: OpenContext, selector: string, rangeMs: number, how: How): Promise<Case> {
  const wrong = selectorError(selector)
  if (wrong !== undefined) throw new LabError('usage', wrong.message, { hint: `thanos-lab explain --live 'up{job="thanos-query"}'` })
  const lab = await openLab(context)
  const intervalMs = lab.settings.scrapeIntervalMs
  const to = Date.now()
  const series = { name: selector, selector }
  const request = {
    phase: 'after' as const,
    window: { from: to - rangeMs, to },
    series: [{ ...series, source: { via: 'query' as const } }],
    queries: [],
    firstMerged: selector,
  }
  const [snapshot, query] = await Promise.all([takeSnapshot(lab, request), readQueryInfo(lab.address('query'))])
  const view = seriesView(snapshot, { ...series, via: 'query' }, intervalMs)
  if (snapshot.queries[selector]?.answers.length === 0) await refuseNothing(lab, selector, request.window)
  const made = caseOfView(series, view, { replicas: replicasHad(view), expected: replicaNames(lab.settings.replicas), intervalMs, how })
  const warning = versionWarning(query.version)
  const notes = [...made.notes, ...(warning === undefined ? [] : [warning])]
  return withRates({ ...made, query, notes }, lab.address('query'))
}

/** Throws `no-samples` where Query has no series of a selector. */
async function refuseNothing(lab: Lab, selector: string, window: Window): Promise<void> {
  const address = lab.address('query')
  const read = await rawSamples(address, selector, window, { dedup: true, histograms: 'count' })
  if ('error' in read || read.series.length > 0) return
  const commandFor = (other: string) => command(`explain --live ${shellQuoted(other)}`, lab.name)
  throw await noSamplesError({ address, selector, window, commandFor })
}

export interface ExternalRequest {
  selector: string
  /** undefined: those that Query says. */
  replicaLabels: string[] | undefined
  rangeMs: number
  /** The time to explain, Unix ms; undefined: the newest samples. */
  at: number | undefined
  /** Few requests count more: several copies of a replica are then not explained, and few stale markers are looked for. */
  isCheap?: boolean
}

/** The newest samples may take this long to reach every store. */
const FRESH_MS = 1000
/** Before the samples that chunks are computed from: of the first scrape it cannot be known what was there before. */
const EARLIER_MS = 300_000

/** Of a flapping target each is a silence; of the two replicas of a pair, one each. */
const MOST_SILENCES = 24
export const CHEAP_SILENCES = 2

/** Nobody has as many of one series, and to explain how they are merged takes seconds. */
const MOST_REPLICAS = 200

/** Throws `usage` where a text is not a selector of one series. */
export function refuseOtherThanSelector(selector: string): void {
  const wrong = selectorError(selector)
  if (wrong !== undefined) throw new LabError('usage', wrong.message, { hint: `--selector 'up{job="thanos-query"}'` })
}

/**
 * The case of a series of a Thanos that the lab did not start; it is only read. `how` without an algorithm: Query's own. Throws `usage`,
 * `samples`, `no-samples`, and what keeps Query from answering.
 */
export async function externalCase(access: Access, request: ExternalRequest, how: How): Promise<Case> {
  const { address, query, notes } = access
  const { selector, replicaLabels, rangeMs, at } = request
  refuseOtherThanSelector(selector)
  const now = Date.now() - FRESH_MS
  // An old gap is in the middle of the range.
  const to = Math.min(now, at === undefined ? Number.POSITIVE_INFINITY : at + rangeMs / 2)
  const window = { from: Math.round(to - rangeMs), to: Math.round(to) }
  const around = { from: historyFrom(window.from) - EARLIER_MS, to: window.to }
  const named: { replicaLabels?: string[] } = replicaLabels === undefined ? {} : { replicaLabels }
  const apart = await readExternalQuery(address, { selector, window, around, ...named })
  // Of several series, an error below names some.
  if (apart.merged.length === 1 && apart.series.length > MOST_REPLICAS)
    throw new LabError('samples', `${selector} has ${apart.series.length} replicas; more than ${MOST_REPLICAS} are not explained`, {
      hint: 'name the labels that differ between replicas: --replica-label NAME; thanos-lab audit counts the scrapes of many',
    })
  if (apart.series.length === 0) throw await noSamplesError({ address, selector, window })
  const layouts = request.isCheap === true ? new Map() : await readLayouts(address, { selector, window, query, series: apart.series })
  // The layout of a series has its markers. Of several series none is explained.
  const hasLayout = ({ labels }: Series) => layouts.has(labelsKey(labels))
  const [whole, open] = [apart.series.filter(hasLayout), apart.series.filter((one) => !hasLayout(one))]
  const most = request.isCheap === true ? CHEAP_SILENCES : MOST_SILENCES
  const isOne = apart.merged.length === 1
  const marked = isOne ? await withEndMarkers(address, { window, query, series: open, ups: apart.ups, most }) : open
  const read = { ...apart, series: [...whole, ...marked] }
  const made = caseOfExternal({ selector, matchers: matchersOf(selector), window, query, ...named, ...read, layouts }, how)
  return withRates({ ...made, notes: [...notes, ...made.notes] }, address, named)
}
