import { chunkStarts } from '../../dedup/head-chunks.ts'
import { versionWarning } from '../../dedup/merge.ts'
import type { How } from '../../dedup/recorder.ts'
import { readSamples } from '../../dedup/samples.ts'
import { withMarkers } from '../../dedup/stale-markers.ts'
import { LabError } from '../../lib/errors.ts'
import type { Sample } from '../../model/run.ts'
import { type Case, caseOfView, type ViewToExplain } from './snapshot.ts'

/** What a Query that the lab did not start returned for one selector. */
export interface ExternalSeries {
  selector: string
  replicaLabel: string
  /** Unix ms. */
  window: { from: number; to: number }
  /** Without merging: each replica's series, from the last boundary of blocks before the window on. */
  series: { labels: Record<string, string>; samples: Sample[] }[]
  /** `up` of the same target, likewise; empty where there is none. */
  ups: { labels: Record<string, string>; samples: Sample[] }[]
  /** Merged, of the window. */
  merged: { labels: Record<string, string>; samples: Sample[] }[]
  thanos: string | undefined
}

/**
 * The case of a series that several replicas have, as a Query returns them without merging. How they lie in chunks it does not say; that is
 * computed from the samples. Throws `samples` where the selector gives no series of replicas, or several.
 */
export function caseOfExternal(external: ExternalSeries, how: How): Case {
  const { selector, replicaLabel, window, thanos } = external
  const series = byReplica(external)
  const intervalMs = intervalOf([...series.values()])
  const ups = new Map(external.ups.map(({ labels, samples }) => [labels[replicaLabel] ?? '', samples]))
  const names = [...series.keys()].sort()
  const view: ViewToExplain = {
    from: window.from / 1000,
    to: window.to / 1000,
    samples: external.merged[0]?.samples ?? [],
    errors: {},
    replicas: Object.fromEntries(names.map((name) => [name, inside(series.get(name) ?? [], window.from)])),
    ups: Object.fromEntries(names.flatMap((name) => (ups.has(name) ? [[name, ups.get(name)!]] : []))),
    chunks: Object.fromEntries(names.map((name) => [name, begins(name, series.get(name)!, ups.get(name), intervalMs)])),
  }
  const made = caseOfView({ name: selector, selector }, view, { replicas: names, intervalMs, how })
  const warning = versionWarning(thanos)
  return { ...made, notes: [...made.notes, ...(warning === undefined ? [] : [warning])] }
}

function byReplica({ series, selector, replicaLabel, merged }: ExternalSeries): Map<string, Sample[]> {
  if (series.length === 0) throw new LabError('samples', `Query has no sample of ${selector} in that time`)
  const [first] = series
  if (series.every(({ labels }) => labels[replicaLabel] === undefined))
    throw new LabError('samples', `No series of ${selector} has the label ${replicaLabel}; the first has ${words(first!.labels)}`, {
      hint: 'name the label that tells the replicas apart: --replica-label LABEL',
    })
  const groups = new Set(series.map(({ labels }) => words(without(labels, replicaLabel))))
  if (groups.size > 1)
    throw new LabError('samples', `${selector} gives ${groups.size} series, not one: ${[...groups].slice(0, 3).join('; ')}`, {
      hint: 'add labels to the selector until one is left',
    })
  if (merged.length > 1)
    throw new LabError('samples', `Query merges ${selector} to ${merged.length} series, not one: they differ in more than ${replicaLabel}`)
  return new Map(series.map(({ labels, samples }) => [labels[replicaLabel] ?? '(none)', samples]))
}

function without(labels: Record<string, string>, label: string): Record<string, string> {
  return Object.fromEntries(Object.entries(labels).filter(([name]) => name !== label))
}

function words(labels: Record<string, string>): string {
  return `{${Object.entries(labels)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
    .join(', ')}}`
}

/** The usual distance between a replica's samples, ms. Throws `samples` where none has two. */
function intervalOf(series: Sample[][]): number {
  const distances = series.flatMap((samples) => samples.slice(1).map(([time], index) => Math.round((time - samples[index]![0]) * 1000)))
  if (distances.length === 0) throw new LabError('samples', 'No replica has two samples in that time: so its scrape interval is not known')
  const sorted = distances.sort((one, other) => one - other)
  return sorted[Math.floor(sorted.length / 2)]!
}

function inside(samples: Sample[], from: number): Sample[] {
  return samples.filter(([time]) => Math.round(time * 1000) > from)
}

/** Unix seconds, as in a snapshot. */
function begins(name: string, samples: Sample[], up: Sample[] | undefined, intervalMs: number): number[] {
  const own = readSamples(name, samples)
  return chunkStarts(up === undefined ? own : withMarkers(own, readSamples(name, up), intervalMs)).map((ms) => ms / 1000)
}
