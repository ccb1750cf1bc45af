import { shown } from '../dedup/samples.ts'
import { wrap, wrapBehind } from '../lib/wrap.ts'
import type { RenderOptions } from '../report/report.ts'
import { type Canvas, makePaint } from '../report/text.ts'
import { millis, type Panel, type Row } from '../report/timeline/layout.ts'
import { legend, panelLines } from '../report/timeline/render.ts'
import type { Event } from './events.ts'
import type { Explanation } from './explanation.ts'
import { narrative } from './narrative.ts'
import { tableLines } from './table.ts'

/** Tables that are shown at most, where no time is asked for. */
const TABLES = 3
/** Events so many intervals from each other, or fewer, share a table. */
const NEAR = 6
const NARROWEST = 60

/** The explanation as a person reads it: the story, a table around each change, the strip. `at`, Unix ms: only around then. */
export function explanationText(told: Explanation, { color, width, at }: RenderOptions & { at?: number | undefined }): string {
  const canvas: Canvas = { spans: told.faults, intervalMs: told.intervalMs, paint: makePaint(color), width: Math.max(NARROWEST, width) }
  const { paint } = canvas
  const title = told.run === null ? told.series : `${told.series} of ${told.run}`
  const parts = [
    [paint('bold', `How Query merged ${title}`)],
    ...narrative(told, at).map((paragraph) => wrap(paragraph, canvas.width, 2)),
    ...told.notes.map((note) => wrapBehind('  ! ', note, canvas.width)),
    ...tables(told, at).map(([from, to], index) => [
      ...(index === 0 ? [paint('bold', 'Sample by sample')] : []),
      ...tableLines(told, from, to),
    ]),
    [paint('bold', 'All of it') + legend(told.intervalMs), '', ...panelLines(canvas, panelOf(told))],
  ]
  return parts.map((lines) => `${lines.map((line) => line.trimEnd()).join('\n')}\n`).join('\n')
}

/** Stretches of time that are worth a table; what lies near together has one. */
function tables({ events, trace, intervalMs }: Explanation, at: number | undefined): Stretch[] {
  if (at !== undefined) return [[at - intervalMs, at + intervalMs]]
  const told = events.filter(({ kind }) => kind !== 'begin').map(stretch)
  if (told.length === 0 && trace.t.length > 0) return [[trace.t[0]!, trace.t[0]! + 2 * intervalMs]]
  return apart(told, NEAR * intervalMs).slice(0, TABLES)
}

type Stretch = [from: number, to: number]

function stretch(event: Event): Stretch {
  if (event.kind === 'hole') return [event.from, event.to]
  return event.kind === 'change' ? [event.last, event.at] : [event.at, event.at]
}

function apart(stretches: Stretch[], near: number): Stretch[] {
  return stretches.reduce<Stretch[]>((made, [from, to]) => {
    const last = made.at(-1)
    return last !== undefined && from - last[1] <= near ? [...made.slice(0, -1), [last[0], Math.max(last[1], to)]] : [...made, [from, to]]
  }, [])
}

/** What is drawn: each replica's own samples, and what Query answers, with the source of every sample as the model has it. */
export function panelOf({ query, replicas, trace, window, answered, how }: Explanation): Panel {
  // A lab, or a target, may be younger than the window.
  const first = Math.min(...replicas.flatMap(({ t }) => Array.from(t.slice(0, 1))))
  const edges = { from: Math.max(window.from, first - 1) / 1000, to: window.to / 1000 }
  const own = replicas.map((replica): Row => ({
    label: replica.name,
    samples: shown(replica).filter(([time]) => time <= edges.to),
    ...edges,
  }))
  const sources = new Map(Array.from(trace.t, (t, place) => [t, [replicas[trace.sources[place]!]!.name]]))
  const samples = answered ?? shown(trace)
  const label = answered === undefined ? 'merged' : 'Query'
  // Of a chain every other sample would be a change.
  const merged: Row = { label, samples, ...edges, ...(how.algorithm === 'chain' ? {} : { sources }) }
  const strangers = samples.filter(([time]) => !sources.has(millis(time))).length
  return {
    query,
    groups: [own, [strangers === 0 ? merged : { ...merged, remark: `of ${strangers} the model does not know the source (?)` }]],
  }
}
