import { openLab } from '../../app/labs.ts'
import { historyFrom } from '../../dedup/head-chunks.ts'
import { versionWarning } from '../../dedup/merge.ts'
import type { How } from '../../dedup/recorder.ts'
import type { SimulatedOutage } from '../../dedup/simulate.ts'
import { caseOfExternal } from '../../explain/inputs/external.ts'
import { caseOfSimulation } from '../../explain/inputs/simulated.ts'
import { type Case, caseOfView } from '../../explain/inputs/snapshot.ts'
import { parseDuration } from '../../lib/duration.ts'
import { LabError } from '../../lib/errors.ts'
import type { Phase } from '../../model/run.ts'
import { readExternalQuery } from '../../observe/external-query.ts'
import { buildVersion } from '../../observe/prometheus.ts'
import { takeSnapshot } from '../../observe/snapshot.ts'
import { selectorError } from '../../scenario/promql.ts'
import { seriesView } from '../../verdict/analysis.ts'
import { replicasHad } from '../../verdict/model-comparison.ts'

/** What a person typed for `explain`. Durations are milliseconds. */
export interface ExplainOptions {
  series?: string
  phase?: Phase
  at?: string
  counter?: true
  chain?: true
  live?: string
  range: number
  fromScratch?: true
  intervals?: number[]
  offsets?: number[]
  outage?: string[]
  length: number
  queryUrl?: string
  selector?: string
  replicaLabel: string
  header?: string[]
}

/** Where the samples come from. */
export type Source = 'run' | 'live' | 'scratch' | 'url'

/** Throws `usage` where more than one is named, or what belongs to another. */
export function sourceOf(run: string | undefined, options: ExplainOptions): Source {
  const { live, fromScratch, queryUrl, selector } = options
  const named: [Source, string, unknown][] = [
    ['run', 'a run', run],
    ['live', '--live', live],
    ['scratch', '--from-scratch', fromScratch],
    ['url', '--query-url', queryUrl],
  ]
  const given = named.filter(([, , value]) => value !== undefined)
  if (given.length > 1) throw new LabError('usage', `Either ${given.map(([, word]) => word).join(' or ')}, not both`, { hint: HINT })
  const source = given[0]?.[0] ?? 'run'
  if (selector !== undefined && source !== 'url') throw new LabError('usage', '--selector goes with --query-url', { hint: HINT })
  if (source === 'url' && selector === undefined) throw new LabError('usage', '--query-url needs --selector: which series?', { hint: HINT })
  if (source !== 'run' && (options.series !== undefined || options.phase !== undefined))
    throw new LabError('usage', '--series and --phase are for a run', { hint: HINT })
  return source
}

const HINT = 'thanos-lab explain --help'

/** How Query merges, where no run says it. */
export function howOf({ counter, chain }: ExplainOptions): How {
  return { mode: counter === true ? 'counter' : 'plain', algorithm: chain === true ? 'chain' : 'penalty' }
}

export const DAY_MS = 86_400_000

/**
 * `--at`: Unix seconds, an ISO time, or a time of the day (UTC): the first one from `from` on; Unix ms. Throws `usage`.
 */
export function timeAt(text: string | undefined, from: number): number | undefined {
  if (text === undefined) return undefined
  const day = new Date(Math.max(0, from)).toISOString().slice(0, 10)
  const ms = /^\d{1,2}:\d{2}:\d{2}(\.\d+)?$/.test(text)
    ? Date.parse(`${day}T${text.padStart(8, '0')}Z`)
    : /^\d+(\.\d+)?$/.test(text)
      ? Number(text) * 1000
      : Date.parse(text)
  if (Number.isNaN(ms)) throw new LabError('usage', `--at ${text} is no time: 18:17:15.2 (UTC), 2026-11-22T18:17:15Z, or Unix seconds`)
  return ms < from && /^\d{1,2}:/.test(text) ? ms + DAY_MS : ms
}

/** The case of any selector on the running lab. Throws `usage` where it is no selector of one series, `no-lab`, `samples`. */
export async function liveCase(labName: string, selector: string, range: number, how: How): Promise<Case> {
  const wrong = selectorError(selector)
  if (wrong !== undefined) throw new LabError('usage', wrong.message, { hint: `thanos-lab explain --live 'up{job="thanos-query"}'` })
  const lab = await openLab(labName)
  const intervalMs = lab.settings.scrapeIntervalMs
  const to = Date.now()
  const window = { from: to - range, to }
  const query = lab.address('query')
  const series = { name: selector, selector }
  const request = {
    phase: 'after' as const,
    window,
    series: [{ ...series, source: { via: 'query' as const } }],
    queries: [],
    firstMerged: selector,
  }
  const [snapshot, version] = await Promise.all([takeSnapshot(lab, request), buildVersion(query)])
  const view = seriesView(snapshot, { ...series, via: 'query' }, intervalMs)
  const made = caseOfView(series, view, { replicas: replicasHad(view), intervalMs, how })
  const warning = versionWarning(version)
  return { ...made, notes: [...made.notes, ...(warning === undefined ? [] : [warning])] }
}

const DEFAULT_OFFSETS = [100, 400]
/** More than anybody reads. */
const MOST_SCRAPES = 100_000

/** The case of made-up replicas: as many as there are offsets, or intervals. Throws `usage`. */
export function scratchCase({ intervals = [1000], offsets, outage = [], length }: ExplainOptions, how: How): Case {
  const count = Math.max(intervals.length, offsets?.length ?? DEFAULT_OFFSETS.length)
  const names = Array.from({ length: count }, (_, number) => `replica-${number}`)
  const replicas = names.map((name, number) => {
    const intervalMs = intervals[Math.min(number, intervals.length - 1)]!
    return {
      name,
      intervalMs,
      offsetMs: (offsets ?? DEFAULT_OFFSETS)[number] ?? 0,
      outages: outage.flatMap((text) => outageOf(text, name, names)),
    }
  })
  if (replicas.reduce((sum, { intervalMs }) => sum + length / intervalMs, 0) > MOST_SCRAPES)
    throw new LabError('usage', `--length ${length / 1000}s is more than ${MOST_SCRAPES} scrapes at those intervals`)
  return caseOfSimulation(replicas, length, how)
}

/** `0:20s-30s`, or with `:fails`: the outages of that replica; none of another's. */
function outageOf(text: string, name: string, names: string[]): SimulatedOutage[] {
  const match = /^(?:replica-)?(\d+):([^-:]+)-([^-:]+)(?::(dies|fails))?$/.exec(text)
  const [, number, begin = '', end = '', kind = 'dies'] = match ?? []
  const [from, to] = [begin === '0' ? 0 : parseDuration(begin), parseDuration(end)]
  if (number === undefined || from === undefined || to === undefined || from >= to)
    throw new LabError('usage', `--outage ${text} is none such as 0:20s-30s (replica-0 dies), or 0:20s-30s:fails (its target fails)`)
  if (Number(number) >= names.length)
    throw new LabError('usage', `--outage ${text}: there is no replica-${number}; there are ${names.join(', ')}`)
  return name === `replica-${number}` ? [{ from, to, kind: kind as SimulatedOutage['kind'] }] : []
}

/** What the newest samples may take until every store has them. */
const FRESH_MS = 1000

/** The case of a series of a Thanos that the lab did not start; it is only read. Throws `usage`, `samples`, `no-answer`. */
export async function urlCase(options: ExplainOptions, how: How, at: number | undefined): Promise<Case> {
  const { queryUrl = '', selector = '', replicaLabel, range } = options
  const wrong = selectorError(selector)
  if (wrong !== undefined) throw new LabError('usage', wrong.message, { hint: `--selector 'up{job="thanos-query"}'` })
  // Around the time that is asked about, so that an old hole is in it.
  const to = Math.min(Date.now() - FRESH_MS, at === undefined ? Number.POSITIVE_INFINITY : at + range / 2)
  const window = { from: Math.round(to - range), to: Math.round(to) }
  const address = { url: urlOf(queryUrl), headers: headersOf(options.header ?? []) }
  const told = await readExternalQuery(address, { selector, replicaLabel, window, since: historyFrom(window.from) })
  return caseOfExternal({ selector, replicaLabel, window, ...told }, how)
}

function urlOf(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol))
    throw new LabError('usage', `--query-url ${text} is no URL such as http://127.0.0.1:10902`)
  return text.replace(/\/+$/, '')
}

function headersOf(texts: string[]): Record<string, string> {
  return Object.fromEntries(
    texts.map((text) => {
      const match = /^([\w-]+):\s*(.+)$/.exec(text)
      if (match === null) throw new LabError('usage', `--header ${text.split(':')[0]}… is no header such as 'Authorization: Bearer TOKEN'`)
      return [match[1], match[2]]
    }),
  )
}
