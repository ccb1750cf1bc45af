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

/** Through Query, samples or a graph; of the raw samples that replica's own, of a graph what it would answer. */
export function queryIs(run: RunRecord, pod: string, fits: (snapshot: Snapshot) => boolean = () => true): boolean {
  let did = false
  for (const snapshot of run.snapshots.filter(fits))
    for (const { selector, result } of readThroughQuery(run, snapshot)) {
      const graph = result.answers.filter(({ source }) => source === pod).map((answer) => ({ ...answer, source: 'query' }))
      if (selector !== undefined) answered(result, ownSamples(snapshot, pod, selector))
      else result.answers = [...graph, ...result.answers.filter(({ source }) => source !== 'query')]
      did = true
    }
  return did
}

/** Takes from every list of samples, of replicas and of Query, what lies between those times, Unix seconds. */
export function withheld(run: RunRecord, from: number, to: number, who: (name: string) => boolean = () => true): void {
  eachSamples(run, (samples, at) => (who(at.who) ? samples.filter(([time]) => time <= from || time >= to) : samples))
}

/** Takes all samples from a snapshot. */
export function withheldIn(snapshot: Snapshot): void {
  for (const selectors of Object.values(snapshot.replicas))
    for (const own of Object.values(selectors)) if ('samples' in own) own.samples = []
  for (const { answers } of Object.values(snapshot.queries)) for (const { series } of answers) for (const one of series) one.values = []
}
