import type { Look, ObservedSeries, Run, Sample } from '../../journal.ts'
import { findGaps, longestGap } from '../../verdict/gaps.ts'
import { when } from '../../verdict/words.ts'

/** What is drawn of one answer. */
export interface Row {
  label: string
  samples: Sample[]
  from: number
  to: number
  /** Query's answers: which replicas hold a sample of that time, in whole milliseconds. */
  sources?: Map<number, string[]>
  /** Said under the row. */
  remark?: string
}

/** What was seen of one question: each replica's own samples, then what Query, and what the Service, made of them. */
export interface Panel {
  query: string
  groups: Row[][]
}

/** A panel for each question that was asked; series of the same question share one. */
export function panels(run: Run): Panel[] {
  const queries = [...new Set(Object.values(run.series).map(({ query }) => query))]
  return queries.map((query) => {
    const named = Object.entries(run.series).filter(([, series]) => series.query === query)
    const drawn = named.filter(([, series]) => series.via !== 'replica')
    const looks = drawn.map(([name, series]) => lookRows(name, series, run.settings.scrapeIntervalMs))
    return { query, groups: [replicaRows(named), ...looks].filter((rows) => rows.length > 0) }
  })
}

type Named = [name: string, series: ObservedSeries]

/** A replica's own samples as last seen, and by what names the scenario watched it. */
function replicaRows(named: Named[]): Row[] {
  const rows = new Map<string, Row>()
  for (const [, series] of named)
    for (const look of series.looks)
      for (const [pod, samples] of Object.entries(look.replicas)) rows.set(pod, { label: pod, samples, from: look.from, to: look.to })
  for (const [name, { replica, looks }] of named) {
    const last = looks.findLast(({ samples }) => samples.length > 0)
    if (replica === undefined || last === undefined) continue
    const row = rows.get(replica) ?? { label: replica, samples: last.samples, from: last.from, to: last.to }
    rows.set(replica, { ...row, label: `${row.label} (${name})` })
  }
  return [...rows.keys()].sort().flatMap((pod) => rows.get(pod) ?? [])
}

function lookRows(name: string, series: ObservedSeries, intervalMs: number): Row[] {
  return series.looks.map((look) => ({
    label: `${name}, ${look.when}`,
    samples: look.samples,
    from: look.from,
    to: look.to,
    ...(series.via === 'query' ? { sources: sourcesOf(series) } : {}),
    ...(look.answers === undefined ? {} : { remark: holed(look, look.answers, intervalMs) }),
  }))
}

/** From all looks: in that at the outage, the dead replica's own samples are missing. */
function sourcesOf({ before, looks }: ObservedSeries): Map<number, string[]> {
  const sources = new Map<number, string[]>()
  for (const look of [...(before === undefined ? [] : [before]), ...looks])
    for (const [pod, samples] of Object.entries(look.replicas))
      for (const [time] of samples) {
        const pods = sources.get(millis(time)) ?? []
        if (!pods.includes(pod)) sources.set(millis(time), [...pods, pod])
      }
  return sources
}

/** Whole milliseconds, as Prometheus keeps its times: seconds with a fraction are inexact. */
export function millis(time: number): number {
  return Math.round(time * 1000)
}

function holed(look: Look, answers: Sample[][], intervalMs: number): string {
  const holes = answers.filter((samples) => findGaps(samples, look.from, look.to, intervalMs).length > 0).length
  return `${holes} of ${answers.length} answers ${when(look.when)} show a hole${holes > 0 ? ' (the worst is drawn)' : ''}`
}

/** The longest gap of a row, in seconds. */
export function longest({ samples, from, to }: Row): number {
  return longestGap(samples, from, to).seconds
}
