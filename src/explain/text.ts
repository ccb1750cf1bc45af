import { shown } from '../dedup/samples.ts'
import { toMs } from '../lib/time.ts'
import type { RenderOptions } from '../report/report.ts'
import { seconds } from '../lib/format.ts'
import { wrap, wrapBehind } from '../lib/wrap.ts'
import { signsFor } from '../report/signs.ts'
import { makePaint } from '../report/text.ts'
import { type DrawnGap, type Panel, type Row } from '../report/timeline/layout.ts'
import { pictureOf } from '../report/timeline/picture.ts'
import { legend, pictureLines } from '../report/timeline/terminal.ts'
import { findGaps, isGap } from '../verdict/gaps.ts'
import { counterText } from './counter-text.ts'
import { type Event, holders, type MergedGap } from './events.ts'
import type { Explanation } from './explanation.ts'
import { narrative } from './narrative.ts'
import { tableLines } from './table.ts'
import { disagreements } from './values.ts'

/** Tables that are shown at most, where no time is asked for. */
const TABLES = 3
/** Events so many intervals from each other, or fewer, share a table. */
const NEAR = 6
const NARROWEST = 60

/** The explanation as a person reads it: the narrative, a table around each event, the timeline. `at`, Unix ms: only around then. */
export function explanationText(
  explanation: Explanation,
  { color, width, ascii, at }: RenderOptions & { at?: number | undefined },
): string {
  const page = { paint: makePaint(color), width: Math.max(NARROWEST, width), signs: signsFor(ascii) }
  const { paint } = page
  const { intervalMs, faults: spans } = explanation
  const title = explanation.run === null ? explanation.series : `the series ${explanation.series} of run ${explanation.run}`
  const parts = [
    [paint('bold', `How Query merged ${title}`)],
    ...[...narrative(explanation, { at }), ...counterText(explanation, at)].map((paragraph) => wrap(paragraph, page.width, 2)),
    ...explanation.notes.map((note) => wrapBehind('  ! ', note, page.width)),
    ...tables(explanation, at)
      .map(([from, to]) => tableLines(explanation, from, to))
      .filter((lines) => lines.length > 0)
      .map((lines, index) => [...(index === 0 ? [paint('bold', 'Sample by sample')] : []), ...lines]),
    [
      paint('bold', 'All of it') + legend(intervalMs, page.signs),
      '',
      ...pictureLines(pictureOf(panelOf(explanation), { intervalMs, spans }), page),
    ],
  ]
  return parts.map((lines) => `${lines.map((line) => line.trimEnd()).join('\n')}\n`).join('\n')
}

/** Stretches of time that are worth a table; what lies near together has one. */
function tables(explanation: Explanation, at: number | undefined): Stretch[] {
  const { events, trace, intervalMs } = explanation
  if (at !== undefined) return [[at - intervalMs, at + intervalMs]]
  const disagree = disagreements(explanation).slice(0, 1)
  const stretches = [...events.filter(({ kind }) => kind !== 'begin').map(stretch), ...disagree.map(({ t }): Stretch => [t, t])]
  stretches.sort(([one], [other]) => one - other)
  if (stretches.length === 0 && trace.t.length > 0) return [[trace.t[0]!, trace.t[0]! + 2 * intervalMs]]
  return apart(stretches, NEAR * intervalMs).slice(0, TABLES)
}

type Stretch = [from: number, to: number]

function stretch(event: Event): Stretch {
  if (event.kind === 'gap') return [event.from, event.to]
  return event.kind === 'switch' ? [event.last, event.at] : [event.at, event.at]
}

function apart(stretches: Stretch[], near: number): Stretch[] {
  return stretches.reduce<Stretch[]>((made, [from, to]) => {
    const last = made.at(-1)
    return last !== undefined && from - last[1] <= near ? [...made.slice(0, -1), [last[0], Math.max(last[1], to)]] : [...made, [from, to]]
  }, [])
}

function drawn({ from, to, cause: { kind, silent } }: MergedGap): DrawnGap {
  const gap = { from: from / 1000, to: to / 1000, seconds: (to - from) / 1000 }
  if (kind === 'partial') return { ...gap, note: 'the answer is partial' }
  if (kind !== 'no-sample') return gap
  const part = toMs(silent.seconds) === to - from ? '' : ` for ${seconds(silent.seconds)} of it`
  return { ...gap, note: `no replica has a sample${part}` }
}

/**
 * What is drawn: each replica's own samples, and what Query returns, with the source of every sample. The gaps are those of the narrative; a
 * replica's own are told by its own interval.
 */
export function panelOf(explanation: Explanation): Panel {
  const { selector, replicas, window, returned, seen, how, events, intervalMs, intervalsMs } = explanation
  const edges = { from: window.from / 1000, to: window.to / 1000 }
  const isMixed = isGap(Math.max(...intervalsMs), intervalMs)
  const own = replicas.map((replica, number): Row => {
    const samples = shown(replica).filter(([time]) => time <= edges.to)
    const ownMs = intervalsMs[number]!
    const gaps = isMixed ? { gaps: findGaps(samples, edges.from, edges.to, ownMs) } : {}
    return { label: replica.name, samples, ...edges, ...gaps }
  })
  const holdersOf = holders(explanation)
  const sources = new Map(
    seen
      .map(([time]) => [toMs(time), holdersOf(toMs(time)).map((number) => replicas[number]!.name)] as const)
      .filter(([, names]) => names.length > 0),
  )
  const gaps = events.flatMap((event) => (event.kind === 'gap' ? [drawn(event)] : []))
  const label = returned === undefined ? 'merged' : 'Query'
  // Of a chain every other sample would be a switch.
  const merged: Row = { label, samples: seen, ...edges, gaps, ...(how.algorithm === 'chain' ? {} : { sources }) }
  const strangers = how.algorithm === 'chain' ? 0 : seen.length - sources.size
  return {
    selector,
    groups: [own, [strangers === 0 ? merged : { ...merged, remark: `no replica has ${strangers} of these samples (?)` }]],
  }
}
