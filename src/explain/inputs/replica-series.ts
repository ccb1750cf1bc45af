import { LabError } from '../../lib/errors.ts'
import { toMs, type Window } from '../../lib/time.ts'
import type { Sample } from '../../model/run.ts'
import { nameByLabels } from './stores.ts'

/** A series of an answer. */
export interface LabelledSeries {
  labels: Record<string, string>
  samples: Sample[]
  /** It has native histograms, of which the values are the counts. */
  histograms?: true
}

/** What Query does not merge: the series of the replicas, and what it does: one. */
export interface ReplicaSeries {
  selector: string
  /** The replica labels that Query says; undefined where it does not. */
  said: string[] | undefined
  /** Those that the user named. */
  named: string[] | undefined
  /** Each replica's series, without merging; samples that are older than the window count for nothing but their chunks. */
  series: readonly LabelledSeries[]
  merged: readonly LabelledSeries[]
  /** Unix ms. */
  window: Window
}

/** The replicas of the one series that is explained: each with the name by which a person tells it from the others. */
export interface Replicas {
  /** Those of Query's replica labels that a series has. */
  labels: string[]
  /** Those of them that tell the replicas apart. */
  telling: string[]
  replicas: ({ name: string } & LabelledSeries)[]
}

/**
 * What Query merges is a series without its replica labels. Throws `samples` where the selector gives no such series in the window, or
 * several; those that only have samples before it do not count.
 */
export function replicasIn(read: ReplicaSeries): Replicas {
  const { selector, series, merged } = read
  if (series.length === 0) throw new LabError('samples', `Query has no sample of ${selector} in that time`)
  const shown = series.filter(({ samples }) => samples.some(([time]) => isIn(time, read.window)))
  if (shown.length === 0) throw outside(read)
  const labels = replicaLabelsOf(read, shown)
  const groups = [...new Set(shown.map((one) => keyOf(one, labels)))]
  if (groups.length > 1) throw several(read, shown, labels)
  if (merged.length > 1)
    throw new LabError(
      'samples',
      `Query merges ${selector} to ${merged.length} series, not one: ${labels.length === 0 ? 'no label tells replicas apart' : `they differ in more than ${labels.join(', ')}`}`,
    )
  const own = series.filter((one) => keyOf(one, labels) === groups[0])
  const telling = tellingOf(own, labels)
  const replicas = own.map((one) => ({ name: nameByLabels(one.labels, telling) ?? '(none)', ...one }))
  return { labels, telling, replicas: replicas.sort((one, other) => (one.name < other.name ? -1 : 1)) }
}

/** Whether a sample is in a window, whose left edge is open. */
function isIn(seconds: number, { from, to }: Window): boolean {
  return toMs(seconds) > from && toMs(seconds) <= to
}

function outside({ selector, series, window }: ReplicaSeries): LabError {
  const times = series.flatMap(({ samples }) => samples.map(([time]) => toMs(time)))
  const distance = (time: number) => Math.max(window.from - time, time - window.to)
  const nearest = new Date(times.reduce((near, time) => (distance(time) < distance(near) ? time : near), times[0] ?? 0)).toISOString()
  return new LabError('samples', `Query has no sample of ${selector} in that time; the nearest one is at ${nearest}`, {
    hint: `explain that time: --at ${nearest}`,
  })
}

/** What neither said shows: the merged series lacks the labels that it was merged by. */
function replicaLabelsOf({ selector, said, named, merged }: ReplicaSeries, shown: readonly LabelledSeries[]): string[] {
  const labels = named ?? said
  const all = [...new Set(shown.flatMap((one) => Object.keys(one.labels)))].sort()
  if (labels === undefined) return merged.length === 0 ? [] : all.filter((label) => merged.every((one) => one.labels[label] === undefined))
  const found = labels.filter((label) => all.includes(label))
  if (named === undefined || found.length > 0) return found
  throw new LabError('samples', `No series of ${selector} has the label ${labels.join(', ')}; the first has ${words(shown[0]!.labels)}`, {
    hint: 'leave --replica-label out, and Query says which it is; or name the label that tells the replicas apart',
  })
}

function several({ selector, said, named }: ReplicaSeries, shown: readonly LabelledSeries[], labels: readonly string[]): LabError {
  const rest = shown.map((one) => withoutLabels(one.labels, labels))
  const groups = [...new Set(rest.map(words))]
  const names = [...new Set(rest.flatMap((one) => Object.keys(one)))].filter((label) => new Set(rest.map((one) => one[label])).size > 1)
  const values = rest.flatMap((one) =>
    names.flatMap((label) => (one[label] === undefined ? [] : [`${label}=${JSON.stringify(one[label])}`])),
  )
  const by = labels.length === 0 ? '' : ` without ${labels.join(', ')}`
  const isHidden = named !== undefined && names.some((name) => said?.includes(name) === true)
  const hint = isHidden
    ? `Query's flags say that it merges by ${said?.join(', ')}: leave --replica-label out`
    : named === undefined && said?.length === 0
      ? 'Query has no --query.replica-label, so it merges nothing; to see what it would return with one: --replica-label LABEL'
      : `Query does not merge them, as they differ in ${names.join(', ')}; to explain one of them, add ${values[0] ?? 'a label'} to the selector`
  return new LabError('samples', `${selector} gives ${groups.length} series${by}, not one: ${groups.slice(0, 3).join('; ')}`, {
    hint,
  })
}

/** The labels by which a person tells the replicas apart: one that each has another value of; else those that differ; else all that are there. */
function tellingOf(own: readonly LabelledSeries[], labels: readonly string[]): string[] {
  const values = (label: string) => new Set(own.map((one) => one.labels[label]))
  const there = labels.filter((label) => own.some((one) => one.labels[label] !== undefined))
  const alone = there.find((label) => own.length > 1 && values(label).size === own.length && !values(label).has(undefined))
  const differ = there.filter((label) => values(label).size > 1)
  return alone !== undefined ? [alone] : differ.length > 0 ? differ : there
}

function keyOf({ labels }: LabelledSeries, replicaLabels: readonly string[]): string {
  return words(withoutLabels(labels, replicaLabels))
}

function withoutLabels(labels: Record<string, string>, leave: readonly string[]): Record<string, string> {
  return Object.fromEntries(Object.entries(labels).filter(([name]) => !leave.includes(name)))
}

function words(labels: Record<string, string>): string {
  return `{${Object.entries(labels)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
    .join(', ')}}`
}
