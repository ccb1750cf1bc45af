import { formatDuration } from '../lib/duration.ts'
import { clock, count } from '../lib/format.ts'
import { toMs } from '../lib/time.ts'
import { wrap, wrapBehind } from '../lib/wrap.ts'
import type { QueryGraph } from '../model/query-answer.ts'
import { drawPanel, figure, type GraphFrame, paintedSign } from './graph-chart.ts'
import type { GraphSigns } from './signs.ts'
import { agreementOf, finiteOf, type GraphLine, type GraphPanel, panelsOf, spikeOf } from './graph-lines.ts'
import { labelText } from './series-chart.ts'

/** Label sets drawn at most. */
const DRAWN = 8
/** Lines of a chart: up to so many charts, so high. */
const HEIGHTS: [charts: number, height: number][] = [
  [2, 10],
  [4, 7],
  [DRAWN, 5],
]
/** Columns of a replica's name at most. */
const LONGEST_NAME = 24

export interface GraphPageOptions extends Pick<GraphFrame, 'width' | 'paint' | 'signs'> {
  /** Of the lab: where Query has no series of one, this is said. */
  replicas: readonly string[]
}

/**
 * `query EXPR` as a person reads it: a chart for each label set, the merged line over those of the replicas, with what each has, and whose
 * values the merged one has. First where they differ most.
 */
export function graphPage(graph: QueryGraph, page: GraphPageOptions): string {
  const { width, signs, paint, replicas } = page
  const panels = panelsOf(graph)
  if (panels.length === 0) return `No value in the last ${formatDuration((graph.to - graph.from) * 1000)}.`
  const drawn = panels.toSorted((one, other) => interest(other) - interest(one)).slice(0, DRAWN)
  const height = HEIGHTS.find(([charts]) => drawn.length <= charts)![1]
  const { from, to, stepSeconds } = graph
  const charts = drawn.map((panel) => panelText(panel, { from, to, stepSeconds, height, width, paint, signs }))
  const more = panels.length - drawn.length
  const rest = more > 0 ? [wrap(`… and ${more} more (--json has them all; a narrower selector draws them)`, width).join('\n')] : []
  return (
    [
      ...wrap(title(graph, panels), width),
      ...absent(panels, replicas).flatMap((text) => wrap(text, width)),
      ...key(panels, width, signs),
    ].join('\n') +
    '\n\n' +
    [...charts, ...rest].join('\n\n')
  )
}

function title({ graphs, via }: QueryGraph, panels: readonly GraphPanel[]): string {
  const series = `${panels.length} series`
  if (via !== 'query') return `${via}: ${series}`
  const isApart = panels.some(({ lines }) => lines.some(({ kind }) => kind === 'replica'))
  const apart = isApart ? 'each replica apart (dedup=false)' : 'not merged (dedup=false)'
  return graphs.some(({ dedup }) => dedup) ? `${series}: merged (dedup=true) and ${apart}` : `${series}: ${apart}`
}

/** Of which replicas there is no series, where there is one of others: their stores are away, or they have none. */
function absent(panels: readonly GraphPanel[], replicas: readonly string[]): string[] {
  const present = new Set(panels.flatMap(({ lines }) => lines.flatMap(({ kind, name }) => (kind === 'replica' ? [name] : []))))
  const missing = present.size === 0 ? [] : replicas.filter((name) => !present.has(name))
  return missing.length === 0 ? [] : [`Query returned no series of ${missing.join(', ')}.`]
}

/** What the signs are that no legend names. */
function key(panels: readonly GraphPanel[], width: number, { merged, several, nobody, mixed, none, value }: GraphSigns): string[] {
  const lacks = panels.some(({ lines }) => lines.some(({ values }) => values.includes(undefined)))
  const has = lacks ? `"has": ${value} a value, ${none} none.` : ''
  const compared = panels.some((panel) => agreementOf(panel) !== undefined)
  const over = `${merged} merged, drawn over the replicas; ${several} several replicas.`
  const is = `"${merged}\u00a0is": the replica whose value merged has, ${nobody} none, ${mixed} one after another.`
  return wrap(`${compared ? `${over} ${is}` : ''} ${has}`, width)
}

/** Spikes first, then what changes, then what stays the same. */
function interest(panel: GraphPanel): number {
  if (spikeOf(panel) !== undefined) return 2
  return new Set(finiteOf(panel.lines)).size > 1 ? 1 : 0
}

function panelText(panel: GraphPanel, frame: GraphFrame): string {
  const { width } = frame
  const names = Math.max(...panel.lines.map(({ name }) => Math.min(LONGEST_NAME, name.length)))
  const legend = panel.lines.flatMap((line) => {
    const label = `  ${paintedSign(line, panel, frame)} ${shortened(line.name).padEnd(names)}  `
    return wrapBehind(label, lineText(line, frame), width)
  })
  const chart = finiteOf(panel.lines).length === 0 ? [] : drawPanel(panel, frame)
  const says = [...agreementText(panel, frame), ...togetherText(panel), ...spikeText(panel)].flatMap((text) => wrap(text, width, 2))
  return [...wrap(labelText(panel.labels), width), ...chart, ...legend, ...says].join('\n')
}

function shortened(name: string): string {
  return name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME - 1)}…` : name
}

/** `largest 5 at 20:00:10.900, least 1, last 5; no value at 3 of 301 steps`. */
function lineText({ values }: GraphLine, frame: GraphFrame): string {
  const numbers = values.map((value) => (value !== undefined && Number.isFinite(value) ? value : undefined))
  const shown = numbers.filter((value) => value !== undefined)
  const some = values.filter((value) => value !== undefined)
  const most = shown.reduce((one, other) => Math.max(one, other), Number.NEGATIVE_INFINITY)
  const least = shown.reduce((one, other) => Math.min(one, other), Number.POSITIVE_INFINITY)
  const last = some.length === 0 ? [] : [`last ${figure(some.at(-1)!)}`]
  const figures =
    shown.length === 0 ? last : [`largest ${figure(most)} at ${timeOf(numbers.indexOf(most), frame)}`, `least ${figure(least)}`, ...last]
  const missing = values.length - some.length
  const others = some.length - shown.length
  return [
    figures.join(', '),
    ...(missing > 0 ? [`no value at ${missing} of ${values.length} steps`] : []),
    ...(others > 0 ? [`${others === 1 ? '1 value is' : `${others} values are`} no finite number (NaN or Inf), and not drawn`] : []),
  ]
    .filter(Boolean)
    .join('; ')
}

function timeOf(step: number, { from, stepSeconds }: Pick<GraphFrame, 'from' | 'stepSeconds'>): string {
  return clock(toMs(from + step * stepSeconds))
}

/** `Merged has the value of prometheus-1 at 291 of 301 steps (in 2 stretches from 20:00:01.900), of no replica at 10 (20:00:10.900 to 20:00:19.900).` */
function agreementText(panel: GraphPanel, frame: GraphFrame): string[] {
  const steps = agreementOf(panel)?.flatMap((step, at) => (step.has === 'value' ? [{ of: step.of, at }] : [])) ?? []
  if (steps.length === 0) return []
  const apart = panel.lines.filter(({ kind }) => kind === 'replica')
  const kinds = [
    { name: apart.length === 2 ? 'both replicas' : 'more than one replica', has: (of: GraphLine[]) => of.length > 1 },
    ...apart.map((line) => ({
      name: apart.length > 1 ? `${line.name} alone` : line.name,
      has: (of: GraphLine[]) => of.length === 1 && of[0] === line,
    })),
    { name: 'no replica', has: (of: GraphLine[]) => of.length === 0 },
  ].map(({ name, has }) => ({ name, at: steps.filter(({ of }) => has(of)).map(({ at }) => at) }))
  const shown = kinds.filter(({ at }) => at.length > 0)
  const telling = steps.filter(({ of }) => of.length < 2).map(({ at }) => at)
  const parts = shown.map(({ name, at }, index) => {
    const all = index === 0 ? ` of ${count(steps.length, 'step')}` : ''
    const when = shown.length > 1 && telling.includes(at[0]!) ? ` (${stretches(at, telling, frame)})` : ''
    return `of ${name} at ${at.length}${all}${when}`
  })
  return [`Merged has the value ${parts.join(', ')}.`]
}

/** When some steps were, in order. Steps that say nothing, as the replicas agree, are not among the telling ones and end no stretch. */
function stretches(at: readonly number[], telling: readonly number[], frame: GraphFrame): string {
  const own = new Set(at)
  const starts = telling.filter((step, index) => own.has(step) && !own.has(telling[index - 1] ?? -1))
  const [first, last] = [timeOf(at[0]!, frame), timeOf(at.at(-1)!, frame)]
  if (starts.length > 1) return `in ${starts.length} stretches from ${first} to ${last}`
  return at.length === 1 ? `at ${first}` : `${first} to ${last}`
}

function togetherText({ lines }: GraphPanel): string[] {
  if (!lines.some(({ kind }) => kind === 'merged') || !lines.some(({ kind }) => kind === 'other')) return []
  return [`The expression drops the replica label: dedup=false is its value over the series of all replicas at once.`]
}

function spikeText(panel: GraphPanel): string[] {
  const spike = spikeOf(panel)
  if (spike === undefined) return []
  return [`Merged, the largest value is ${figure(spike.merged)}; apart, it is ${figure(spike.apart)}. Deduplication makes the difference.`]
}

/** Whether some merged line has a value far above those of the replicas. */
export function hasSpike(graph: QueryGraph): boolean {
  return panelsOf(graph).some((panel) => spikeOf(panel) !== undefined)
}
