import { explain, type Explanation } from '../../explain/explanation.ts'
import { gapText } from '../../explain/gap-text.ts'
import type { MergedGap } from '../../explain/events.ts'
import type { Case } from '../../explain/inputs/snapshot.ts'
import { toMs } from '../../lib/time.ts'
import type { AuditGap } from '../../model/audit.ts'
import { findGaps } from '../../verdict/gaps.ts'

/** What Query made of a gap: of one series, by the same case as that of `explain`. */
export type MergedAnswer = Pick<AuditGap, 'query' | 'merged' | 'graph' | 'narrative'> & {
  /** How Query's answer looks, and whether the model knows why; a sentence or two. */
  text: string
  /** The metric that was looked at, where it is not the one that was counted. */
  metric?: string
}

/** `from`, `to`: the gap of the replicas, Unix ms. */
export function mergedOf(one: Case, { from, to }: { from: number; to: number }, lookbackMs: number): MergedAnswer {
  const explanation = explain(one)
  const { returned, window, partial } = explanation
  if (partial[0] !== undefined) return { query: 'not-read', narrative: [], text: `Query's answer is partial: ${partial[0].said}.` }
  if (returned === undefined) return { query: 'not-read', narrative: [], text: '' }
  // A coarse replica's usual distance is no gap.
  const intervalMs = Math.max(...explanation.intervalsMs)
  const all = findGaps(returned, window.from / 1000, window.to / 1000, intervalMs)
  const inside = all.filter((gap) => toMs(gap.from) < to + intervalMs && toMs(gap.to) > from - intervalMs)
  const longest = inside.reduce<(typeof inside)[number] | undefined>(
    (best, gap) => (best === undefined || gap.seconds > best.seconds ? gap : best),
    undefined,
  )
  if (longest === undefined) return { query: 'filled', narrative: [], text: 'Query returns the samples of another replica, without a gap.' }
  const event = eventAt(explanation, longest)
  const isVisible = longest.seconds * 1000 > lookbackMs || (event?.markers.length ?? 0) > 0
  // Whether Query returned a stale marker there, only the model says.
  const isKnown = isVisible || (event !== undefined && event.cause.kind !== 'unknown')
  return {
    query: 'gap',
    merged: longest,
    ...(isKnown ? { graph: isVisible ? 'visible' : 'bridged' } : {}),
    // Its words say what is not known where the model and Query differ.
    // Why no replica has a sample, the scrapes of all targets say better.
    narrative: event === undefined || event.cause.kind === 'no-sample' ? [] : [gapText(event, explanation)],
    text: '',
  }
}

function eventAt({ events }: Explanation, { from, to }: { from: number; to: number }): MergedGap | undefined {
  return events.find((event): event is MergedGap => event.kind === 'gap' && event.from === toMs(from) && event.to === toMs(to))
}
