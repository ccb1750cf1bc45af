import { plain } from '../lib/plain.ts'
import { labelsKey } from '../model/labels.ts'
import type { QueryGraph } from '../model/query-answer.ts'
import type { RecordedSeries, Sample } from '../model/run.ts'
import { REPLICA_LABEL } from '../model/workloads.ts'
import { tagsOf } from './timeline/terminal.ts'

/** One line of a chart. */
export interface GraphLine {
  /** `merged`, a replica, or what else was asked. */
  name: string
  /** One letter or digit; of the merged line, none of its own. */
  sign: string
  kind: 'merged' | 'replica' | 'other'
  /** Its place among all lines that are not the merged one: for its colour. */
  place: number
  /** By step, beginning at the graph's left edge; undefined: the step has no value. */
  values: (number | undefined)[]
}

/** The lines that have the same labels, but for the replica's. */
export interface GraphPanel {
  labels: Record<string, string>
  /** The merged line first. Never empty. */
  lines: GraphLine[]
}

/** What the expression gives over all replicas' series at once: no label of it says which replica. */
const TOGETHER = 'dedup=false'

/** The lines of a graph, a panel for each label set; the panels in the order of the answer. */
export function panelsOf(graph: QueryGraph): GraphPanel[] {
  const all = graph.graphs.flatMap(({ dedup, series }) => series.map((one) => ({ one, name: nameOf(one, dedup, graph.via) })))
  const names = [...new Set(all.flatMap(({ name }) => (name === undefined ? [] : [name])))].sort()
  const signs = tagsOf(names)
  const panels = new Map<string, GraphPanel>()
  for (const { one, name } of all) {
    const { [REPLICA_LABEL]: _, ...labels } = one.labels
    const key = labelsKey(labels)
    const panel = panels.get(key) ?? { labels, lines: [] }
    panels.set(key, panel)
    panel.lines.push({
      name: name === undefined ? 'merged' : plain(name),
      sign: name === undefined ? '' : (signs.get(name) ?? '?'),
      kind: kindOf(one, name),
      place: name === undefined ? 0 : names.indexOf(name),
      values: byStep(one.values, graph),
    })
  }
  return [...panels.values()]
}

/** Which replica a series is of, or whatever else was asked; undefined: it is merged. */
function nameOf({ labels }: RecordedSeries, dedup: boolean, via: string): string | undefined {
  if (dedup) return undefined
  return labels[REPLICA_LABEL] ?? (via === 'query' ? TOGETHER : via)
}

function kindOf({ labels }: RecordedSeries, name: string | undefined): GraphLine['kind'] {
  if (name === undefined) return 'merged'
  return labels[REPLICA_LABEL] === undefined ? 'other' : 'replica'
}

function byStep(samples: readonly Sample[], { from, to, stepSeconds }: QueryGraph): (number | undefined)[] {
  const values: (number | undefined)[] = Array.from({ length: Math.floor((to - from) / stepSeconds + 1e-6) + 1 }, () => undefined)
  for (const [time, text] of samples) values[Math.round((time - from) / stepSeconds)] = numberOf(text)
  return values
}

/** `+Inf` is how Prometheus writes it. */
function numberOf(text: string): number {
  return Number(text.replace('Inf', 'Infinity'))
}

/** Whose value the merged line has at a step: nobody's where there is none; several where replicas agree. */
export type Agreement = { has: 'no-value' } | { has: 'value'; of: GraphLine[] }

/** Step by step, the replicas that have the very value of the merged one; undefined where there is nothing to compare. */
export function agreementOf({ lines }: GraphPanel): Agreement[] | undefined {
  const merged = lines.find(({ kind }) => kind === 'merged')
  const others = lines.filter(({ kind }) => kind === 'replica')
  if (merged === undefined || others.length === 0) return undefined
  return merged.values.map((value, step) =>
    value === undefined
      ? { has: 'no-value' }
      : { has: 'value', of: others.filter(({ values }) => values[step] === value || Object.is(values[step], value)) },
  )
}

/** The largest value of the merged line, and the largest of all others in its panel. */
export interface GraphSpike {
  merged: number
  apart: number
}

/** From so many times the largest value of any replica on, the merged one is pointed at: less can be chance. */
const SPIKE = 1.5

/** Where the merged line has a value far above all others; undefined where it has none, or there is nothing to compare. */
export function spikeOf({ lines }: GraphPanel): GraphSpike | undefined {
  const merged = largestOf(lines.filter(({ kind }) => kind === 'merged'))
  const apart = largestOf(lines.filter(({ kind }) => kind !== 'merged'))
  return Number.isFinite(apart) && apart >= 0 && merged > SPIKE * apart && merged > 0 ? { merged, apart } : undefined
}

function largestOf(lines: readonly GraphLine[]): number {
  return finiteOf(lines).reduce((one, other) => Math.max(one, other), Number.NEGATIVE_INFINITY)
}

/** All values of some lines that can be drawn. */
export function finiteOf(lines: readonly GraphLine[]): number[] {
  return lines.flatMap(({ values }) => values.filter((value): value is number => Number.isFinite(value)))
}
