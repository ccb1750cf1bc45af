import { shown } from '../dedup/samples.ts'
import type { Gap, Prediction } from '../model/run.ts'
import type { Explanation } from './explanation.ts'
import { narrative } from './narrative.ts'

/** `explain --json`. Times in Unix seconds. */
export interface ExplainAnswer {
  schemaVersion: 1
  run: string | null
  series: string
  query: string
  from: number
  to: number
  intervalMs: number
  replicas: string[]
  algorithm: 'penalty' | 'chain'
  mode: 'plain' | 'counter'
  /** What the model answers, with its source. */
  samples: { t: number; v: string; replica: string }[]
  switches: { at: number; from: string; to: string; penaltyMs: number; skipped: number[] }[]
  holes: Gap[]
  /** What was foretold before the fault; null where nothing was. */
  prediction: Prediction | null
  /** The longest distance between two samples of Query's answer; of the model's, where Query was not asked. */
  measured: Gap | null
  /** The model against Query; null where Query was not asked. */
  model: { compared: number; differing: number; first?: number } | null
  story: string[]
  notes: string[]
}

export function explainAnswer(told: Explanation, at?: number): ExplainAnswer {
  const { trace, replicas, how, window, events } = told
  const name = (replica: number) => replicas[replica]?.name ?? '?'
  const sources = Array.from(trace.sources.keys()).filter((place) => !trace.stale.has(place))
  return {
    schemaVersion: 1,
    run: told.run,
    series: told.series,
    query: told.query,
    from: window.from / 1000,
    to: window.to / 1000,
    intervalMs: told.intervalMs,
    replicas: replicas.map((replica) => replica.name),
    algorithm: how.algorithm ?? 'penalty',
    mode: how.mode ?? 'plain',
    samples: shown(trace).map(([t, v], index) => ({ t, v, replica: name(trace.sources[sources[index]!]!) })),
    switches: trace.switches.map((one) => ({
      at: one.at / 1000,
      from: name(one.from),
      to: name(one.to),
      penaltyMs: one.penaltyMs,
      skipped: one.skipped.map((t) => t / 1000),
    })),
    holes: events.flatMap((event) =>
      event.kind === 'hole' ? [{ from: event.from / 1000, to: event.to / 1000, seconds: (event.to - event.from) / 1000 }] : [],
    ),
    prediction: told.foretellings[0]?.prediction ?? null,
    measured: told.measured ?? null,
    model: told.compared ?? null,
    story: narrative(told, at),
    notes: told.notes,
  }
}
