import { formatDuration } from '../lib/duration.ts'
import type { QueryGraph } from '../model/query-answer.ts'
import { drawGraph, figure, scaleOf } from './graph-chart.ts'
import type { Signs } from './signs.ts'

/** Up to so many series each chart has several lines; beyond, one. */
const LARGE = 6
const LINES = 5
/** Series drawn of each graph at most. */
const DRAWN = 12

/** From so many times the largest value of any replica on, the merged one is pointed at: less can be chance. */
const SPIKE = 1.5

/** `query EXPR` as a person reads it: the merged graph, then that of the replicas apart, all on one scale. */
export function graphPage({ graphs, from, to, stepSeconds, via }: QueryGraph, page: { width: number; signs: Signs }): string {
  const all = graphs.flatMap(({ series }) => series)
  if (all.length === 0) return `No value in the last ${formatDuration((to - from) * 1000)}.`
  const frame = { from, to, stepSeconds, ...page, scale: scaleOf(all), height: all.length > LARGE ? 1 : LINES }
  const drawn = graphs.map(({ dedup, series }) => {
    const charts = series.slice(0, DRAWN).map((one) => drawGraph(one, frame))
    const more = series.length - charts.length
    return [title(dedup, via, series.length), ...charts, ...(more > 0 ? [`… and ${more} more (--json has them all)`] : [])].join('\n\n')
  })
  const spike = spikeOf(graphs)
  return [...drawn, ...(spike === undefined ? [] : [spikeText(spike)])].join('\n\n')
}

function title(dedup: boolean, via: string, series: number): string {
  const has = `${series} series`
  if (dedup) return `Merged (dedup=true): ${has}`
  return via === 'query' ? `Apart (dedup=false), the expression over every replica's series: ${has}` : `${via}: ${has}`
}

/** The largest merged value, and the largest of the replicas apart. */
export interface GraphSpike {
  merged: number
  apart: number
}

/** Where the merged graph has a value far above any of the replicas apart; undefined where it has none, or there are not both. */
export function spikeOf(graphs: QueryGraph['graphs']): GraphSpike | undefined {
  const largest = (dedup: boolean) => {
    const values = graphs.flatMap((one) => (one.dedup === dedup ? one.series.flatMap((series) => series.values) : []))
    return values
      .map(([, text]) => Number(text))
      .filter(Number.isFinite)
      .reduce((one, other) => Math.max(one, other), Number.NEGATIVE_INFINITY)
  }
  const [merged, apart] = [largest(true), largest(false)]
  return Number.isFinite(apart) && apart >= 0 && merged > SPIKE * apart && merged > 0 ? { merged, apart } : undefined
}

function spikeText({ merged, apart }: GraphSpike): string {
  return `Merged, the largest value is ${figure(merged)}; apart, it is ${figure(apart)}. Deduplication makes the difference.`
}
