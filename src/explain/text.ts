import { shown } from '../dedup/samples.ts'
import { toMs } from '../lib/time.ts'
import type { RenderOptions } from '../report/report.ts'
import { wrap, wrapBehind } from '../lib/wrap.ts'
import { type Canvas, makePaint } from '../report/text.ts'
import { type Panel, type Row } from '../report/timeline/layout.ts'
import { legend, panelLines } from '../report/timeline/render.ts'
import { counterText } from './counter-text.ts'
import type { Event } from './events.ts'
import type { Explanation } from './explanation.ts'
import { narrative } from './narrative.ts'
import { tableLines } from './table.ts'

/** Tables that are shown at most, where no time is asked for. */
const TABLES = 3
/** Events so many intervals from each other, or fewer, share a table. */
const NEAR = 6
const NARROWEST = 60

/** The explanation as a person reads it: the narrative, a table around each event, the timeline. `at`, Unix ms: only around then. */
export function explanationText(explanation: Explanation, { color, width, at }: RenderOptions & { at?: number | undefined }): string {
  const canvas: Canvas = {
    spans: explanation.faults,
    intervalMs: explanation.intervalMs,
    paint: makePaint(color),
    width: Math.max(NARROWEST, width),
  }
  const { paint } = canvas
  const title = explanation.run === null ? explanation.series : `the series ${explanation.series} of run ${explanation.run}`
  const parts = [
    [paint('bold', `How Query merged ${title}`)],
    ...[...narrative(explanation, at), ...counterText(explanation, at)].map((paragraph) => wrap(paragraph, canvas.width, 2)),
    ...explanation.notes.map((note) => wrapBehind('  ! ', note, canvas.width)),
    ...tables(explanation, at).map(([from, to], index) => [
      ...(index === 0 ? [paint('bold', 'Sample by sample')] : []),
      ...tableLines(explanation, from, to),
    ]),
    [paint('bold', 'All of it') + legend(explanation.intervalMs), '', ...panelLines(canvas, panelOf(explanation))],
  ]
  return parts.map((lines) => `${lines.map((line) => line.trimEnd()).join('\n')}\n`).join('\n')
}

/** Stretches of time that are worth a table; what lies near together has one. */
function tables({ events, trace, intervalMs }: Explanation, at: number | undefined): Stretch[] {
  if (at !== undefined) return [[at - intervalMs, at + intervalMs]]
  const stretches = events.filter(({ kind }) => kind !== 'begin').map(stretch)
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

/** What is drawn: each replica's own samples, and what Query returns, with the source of every sample as the model has it. */
export function panelOf({ selector, replicas, trace, window, returned, how }: Explanation): Panel {
  // A lab, or a target, may be younger than the window.
  const first = Math.min(...replicas.flatMap(({ t }) => Array.from(t.slice(0, 1))))
  const edges = { from: Math.max(window.from, first - 1) / 1000, to: window.to / 1000 }
  const own = replicas.map((replica): Row => ({
    label: replica.name,
    samples: shown(replica).filter(([time]) => time <= edges.to),
    ...edges,
  }))
  const sources = new Map(Array.from(trace.t, (t, place) => [t, [replicas[trace.sources[place]!]!.name]]))
  const samples = returned ?? shown(trace)
  const label = returned === undefined ? 'merged' : 'Query'
  // Of a chain every other sample would be a switch.
  const merged: Row = { label, samples, ...edges, ...(how.algorithm === 'chain' ? {} : { sources }) }
  const strangers = samples.filter(([time]) => !sources.has(toMs(time))).length
  return {
    selector,
    groups: [own, [strangers === 0 ? merged : { ...merged, remark: `the model does not know the source of ${strangers} (?)` }]],
  }
}
