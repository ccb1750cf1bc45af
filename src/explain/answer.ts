import { shown } from '../dedup/samples.ts'
import type { ExplainAnswer } from '../model/answers.ts'
import { counterAnswer, counterText } from './counter-text.ts'
import type { Explanation } from './explanation.ts'
import { narrative } from './narrative.ts'

/** `explain --json`. `at`, Unix ms: the narrative is of that time. */
export function explainAnswer(explanation: Explanation, at?: number): ExplainAnswer {
  const { trace, replicas, how, window, events } = explanation
  const name = (replica: number) => replicas[replica]?.name ?? '?'
  const sources = Array.from(trace.sources.keys()).filter((place) => !trace.stale.has(place))
  return {
    schemaVersion: 1,
    run: explanation.run,
    series: explanation.series,
    selector: explanation.selector,
    from: window.from / 1000,
    to: window.to / 1000,
    intervalMs: explanation.intervalMs,
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
    gaps: events.flatMap((event) =>
      event.kind === 'gap' ? [{ from: event.from / 1000, to: event.to / 1000, seconds: (event.to - event.from) / 1000 }] : [],
    ),
    prediction: explanation.predictions[0]?.prediction ?? null,
    measured: explanation.measured ?? null,
    model: explanation.compared ?? null,
    narrative: [...narrative(explanation, at), ...counterText(explanation, at)],
    notes: explanation.notes,
    ...counterAnswer(explanation),
  }
}
