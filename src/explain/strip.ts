import { shown } from '../merge/samples.ts'
import { type Panel, type Row, millis } from '../report/pretty/rows.ts'
import type { Explanation } from './explanation.ts'

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
