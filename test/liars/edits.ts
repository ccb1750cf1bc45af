import { isSeriesSpec, hasSamples } from '../../src/model/reading.ts'
import type { ProbeResult, QueryResult, RunRecord, Sample, Snapshot } from '../../src/model/run.ts'

/* How a recorded run is changed so that it lies. Every function changes the run that it is given. */

/** A time of a run, Unix seconds. */
export const secondsOf = (iso: string) => Date.parse(iso) / 1000
export const isoOf = (seconds: number) => new Date(seconds * 1000).toISOString()

/** The first fault's begin, and the last one's end, Unix seconds. */
export function outage({ faults }: RunRecord): { from: number; to: number } {
  return {
    from: Math.min(...faults.map(({ injectedAt }) => secondsOf(injectedAt))),
    to: Math.max(...faults.map(({ healedAt, injectedAt }) => secondsOf(healedAt ?? injectedAt))),
  }
}

export const podsOf = ({ snapshots }: RunRecord) => [...new Set(snapshots.flatMap(({ replicas }) => Object.keys(replicas)))].sort()

/** The observed series and queries that are read through Query, by name, in a snapshot. */
export function readThroughQuery(
  { scenario }: RunRecord,
  { queries }: Snapshot,
): { name: string; selector?: string; result: QueryResult }[] {
  return Object.entries(scenario.observe).flatMap(([name, spec]) => {
    const result = queries[name]
    if (result?.source.via !== 'query') return []
    return [{ name, ...(isSeriesSpec(spec) ? { selector: spec.samples } : {}), result }]
  })
}

/** What a replica has of a selector at a snapshot. */
export function ownSamples({ replicas }: Snapshot, pod: string, selector: string): Sample[] {
  const own = replicas[pod]?.[selector]
  return hasSamples(own) ? own.samples : []
}

/** Every list of raw samples in a run, whoever gave it: `who` is a pod, or what a query was asked of. */
export function eachSamples(run: RunRecord, change: (samples: Sample[], at: { snapshot: Snapshot; who: string }) => Sample[]): void {
  for (const snapshot of run.snapshots) {
    for (const [who, selectors] of Object.entries(snapshot.replicas))
      for (const own of Object.values(selectors)) if (hasSamples(own)) own.samples = change(own.samples, { snapshot, who })
    for (const { answers, window } of Object.values(snapshot.queries))
      if (window === undefined)
        for (const { source, series } of answers) for (const one of series) one.values = change(one.values, { snapshot, who: source })
  }
}

/** What Query is said to have answered: that, in place of what it did. */
export function answered(result: QueryResult, values: Sample[]): void {
  const labels = result.answers[0]?.series[0]?.labels ?? {}
  result.answers = values.length === 0 ? [] : [{ source: 'query', series: [{ labels, values }] }]
  result.errors = values.length === 0 ? { query: 'gave 0 series, not one' } : {}
}

export function eachProbe(run: RunRecord, change: (results: ProbeResult[], name: string) => ProbeResult[]): void {
  for (const [name, results] of Object.entries(run.probes)) run.probes[name] = change(results, name)
}

/** Samples with an ordinary one in each scrape that is missing in a window. */
export function filled(samples: Sample[], { from, to }: { from: number; to: number }, intervalMs: number): Sample[] {
  const first = samples[0]
  if (first === undefined) return []
  const every = intervalMs / 1000
  const begin = first[0] - Math.floor((first[0] - from) / every - 0.001) * every
  const scrapes = Array.from(
    { length: Math.floor((to - begin) / every) + 1 },
    (_, index) => Math.round((begin + index * every) * 1000) / 1000,
  )
  return scrapes
    .filter((time) => time > from)
    .map((time): Sample => samples.find(([own]) => Math.abs(own - time) < every / 2) ?? [time, first[1]])
}
