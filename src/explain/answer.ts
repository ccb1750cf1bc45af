import { shown } from '../dedup/samples.ts'
import type { ExplainAnswer } from '../model/answers.ts'
import { limitsOf } from './agreement.ts'
import { counterAnswer, counterText } from './counter-text.ts'
import type { MergedGap } from './events.ts'
import type { Explanation } from './explanation.ts'
import { narrative } from './narrative.ts'

/** `explain --json`. `at`, Unix ms: the narrative is of that time. */
export function explainAnswer(explanation: Explanation, at?: number): ExplainAnswer {
  const { trace, replicas, how, window, events, first = Number.POSITIVE_INFINITY } = explanation
  const name = (replica: number) => replicas[replica]?.name ?? '?'
  const comparison = explanation.compared ?? explanation.plain
  // From the first difference on the model's switches are not Query's.
  const switches = trace.switches.filter((one) => one.at < first)
  const sources = Array.from(trace.sources.keys()).filter((place) => !trace.stale.has(place))
  return {
    schemaVersion: 1,
    run: explanation.run,
    series: explanation.series,
    selector: explanation.selector,
    from: window.from / 1000,
    to: window.to / 1000,
    intervalMs: explanation.intervalMs,
    intervalsMs: explanation.intervalsMs,
    replicas: replicas.map((replica) => replica.name),
    algorithm: how.algorithm ?? 'penalty',
    mode: how.mode ?? 'plain',
    samples: shown(trace).map(([t, v], index) => ({ t, v, replica: name(trace.sources[sources[index]!]!) })),
    switches: switches.map((one) => ({
      at: one.at / 1000,
      from: name(one.from),
      to: name(one.to),
      penaltyMs: one.penaltyMs,
      skipped: one.skipped.map((t) => t / 1000),
    })),
    gaps: events.flatMap((event) => (event.kind === 'gap' ? [gapAnswer(event)] : [])),
    prediction: explanation.predictions.find((outcome) => outcome.void === undefined)?.prediction ?? null,
    measured: explanation.measured ?? null,
    model:
      comparison === undefined
        ? null
        : { ...comparison, of: explanation.plain === undefined ? 'answer' : 'plain', limits: limitsOf(explanation) },
    narrative: [...narrative(explanation, { at }), ...counterText(explanation, at)],
    warnings: explanation.warnings,
    notes: explanation.notes,
    ...counterAnswer(explanation),
  }
}

function gapAnswer({ from, to, edges, cause }: MergedGap): ExplainAnswer['gaps'][number] {
  return { from: from / 1000, to: to / 1000, seconds: (to - from) / 1000, edges, cause }
}
