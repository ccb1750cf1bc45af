import { formatDuration } from '../../lib/duration.ts'
import { toMs } from '../../lib/time.ts'
import type { Gap, Phase, Sample } from '../../model/run.ts'
import type { Analysis, ObservedSeries, SeriesView } from '../../verdict/analysis.ts'
import { findGaps, longestGap } from '../../verdict/gaps.ts'
import { reportInEnglish, type ReportWords } from '../words/en.ts'
import { gapsByInterval, type IntervalAt, ownIntervals } from './intervals.ts'

/** What is drawn of one answer. */
export interface Row {
  label: string
  /** The observed series, where it is an answer of Query or of the Service, and when it was read. */
  view?: { series: string; phase: Phase }
  /** Whose own samples they are; left out: an answer of Query or of the Service. */
  replica?: string
  samples: Sample[]
  from: number
  to: number
  /** Query's answers: which replicas hold a sample of that time, in whole milliseconds. */
  sources?: Map<number, string[]>
  /** Its gaps, where they are not told by the interval of the picture: samples come at other distances, or at several. */
  gaps?: DrawnGap[]
  /** Said under the row. */
  remark?: string
}

export interface DrawnGap extends Gap {
  /** What is said of it; left out: whether Query switched in it. */
  note?: string
}

/** What was read of one selector: each replica's own samples, then what Query, and what the Service, returned. */
export interface Panel {
  selector: string
  groups: Row[][]
}

/** A panel for each selector; observed series of the same selector share one. `words`: of the labels; left out, English. */
export function panels({ series, intervalMs }: Analysis, words = reportInEnglish): Panel[] {
  const selectors = [...new Set(Object.values(series).map(({ selector }) => selector))]
  return selectors.map((selector) => {
    const shared = Object.values(series).filter((one) => one.selector === selector)
    const own = ownIntervals(shared.flatMap(viewsOf), intervalMs)
    const views = shared.filter(({ via }) => via !== 'replica').map((one) => viewRows(one, { intervalMs, own, words }))
    return { selector, groups: [replicaRows(shared, own, words), ...views].filter((rows) => rows.length > 0) }
  })
}

const viewsOf = ({ before, views }: ObservedSeries): SeriesView[] => [...(before === undefined ? [] : [before]), ...views]

/** A replica's own samples as last read, and by what names the scenario observed it. */
function replicaRows(shared: ObservedSeries[], own: IntervalAt | undefined, { timeline }: ReportWords): Row[] {
  const rows = new Map<string, Row>()
  for (const { views } of shared)
    for (const view of views)
      for (const [pod, samples] of Object.entries(view.replicas))
        rows.set(pod, { label: pod, replica: pod, samples, from: view.from, to: view.snapshot.window.to })
  for (const { name, replica, views } of shared) {
    const last = views.findLast(({ samples }) => samples.length > 0)
    if (replica === undefined || last === undefined) continue
    const row = rows.get(replica) ?? { label: replica, replica, samples: last.samples, from: last.from, to: last.to }
    rows.set(replica, { ...row, label: timeline.observed(row.label, name) })
  }
  return [...rows.keys()].sort().map((pod) => withGaps(rows.get(pod)!, own && ((time) => own(pod, time))))
}

interface RowsOf {
  intervalMs: number
  own: IntervalAt | undefined
  words: ReportWords
}

function viewRows(series: ObservedSeries, { intervalMs, own, words }: RowsOf): Row[] {
  const sources = sourcesByTime(series)
  const intervalAt = own && ((time: number) => Math.max(intervalMs, ...(sources.get(toMs(time)) ?? []).map((pod) => own(pod, time))))
  return series.views.map((view) =>
    withGaps(
      {
        label: words.timeline.row(series.name, view.phase),
        view: { series: series.name, phase: view.phase },
        samples: view.samples,
        from: view.from,
        to: view.to,
        ...(series.via === 'query' ? { sources } : {}),
        ...(view.answers === undefined ? {} : { remark: gapShare(view, view.answers, intervalMs, words) }),
      },
      intervalAt,
    ),
  )
}

function withGaps(row: Row, intervalAt: ((time: number) => number) | undefined): Row {
  return intervalAt === undefined ? row : { ...row, gaps: gapsByInterval(row.samples, row, intervalAt) }
}

/** From all snapshots: during the outage, the own samples of a replica that is away are missing. */
function sourcesByTime(series: ObservedSeries): Map<number, string[]> {
  const sources = new Map<number, string[]>()
  for (const view of viewsOf(series))
    for (const [pod, samples] of Object.entries(view.replicas))
      for (const [time] of samples) {
        const pods = sources.get(toMs(time)) ?? []
        if (!pods.includes(pod)) sources.set(toMs(time), [...pods, pod])
      }
  return sources
}

function gapShare({ from, to, phase }: SeriesView, answers: Sample[][], intervalMs: number, { timeline, figures }: ReportWords): string {
  const withGap = answers.filter((samples) => findGaps(samples, from, to, intervalMs).length > 0).length
  return timeline.withGap(withGap, answers.length, figures.phases[phase])
}

/** The longest gap of a row, in seconds. */
export function longest({ samples, from, to }: Row): number {
  return longestGap(samples, from, to).seconds
}

/** A stretch of time in cells of one scrape interval. Times in Unix seconds. */
export interface Grid {
  /** Where cell 0 begins. */
  origin: number
  /** Length of a cell in seconds. */
  interval: number
  /** Number of cells. */
  cells: number
}

/** The cells from `from` to `to`, cut where no series is scraped, so that a steady series has one sample in each. */
export function makeGrid(all: readonly Sample[][], from: number, to: number, intervalMs: number): Grid {
  const interval = intervalMs / 1000
  const cut = quietOffset(all, interval)
  const origin = from - modulo(from - cut, interval)
  return { origin, interval, cells: Math.ceil((to - origin) / interval) }
}

/** The cell that a moment falls into; before the first cell it is negative. */
export function cellOf({ origin, interval }: Grid, time: number): number {
  return Math.floor((time - origin) / interval)
}

/** Every target is scraped at an offset of its own in the interval: the middle of the longest time without any scrape. */
function quietOffset(all: readonly Sample[][], interval: number): number {
  const offsets = Float64Array.from(all.flatMap((samples) => samples.map(([time]) => modulo(time, interval)))).sort()
  let [quiet, most] = [0, 0]
  for (const [index, offset] of offsets.entries()) {
    const next = offsets[index + 1] ?? (offsets[0] as number) + interval
    if (next - offset > most) [quiet, most] = [offset + (next - offset) / 2, next - offset]
  }
  return quiet
}

function modulo(value: number, divisor: number): number {
  return ((value % divisor) + divisor) % divisor
}

/** The replicas that hold that very sample. */
export function sourcesOf([time]: Sample, { sources }: Row): string[] {
  return sources?.get(toMs(time)) ?? []
}

/** `+10s`, `-10s`, `0s`. */
export function since(seconds: number): string {
  const sign = seconds < 0 ? '-' : seconds > 0 ? '+' : ''
  return `${sign}${formatDuration(Math.abs(seconds) * 1000)}`
}
