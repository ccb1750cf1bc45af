import { merge } from '../dedup/merge.ts'
import { mergedUntil } from '../dedup/recorder.ts'
import { shown } from '../dedup/samples.ts'
import { type Trace, trace } from '../dedup/trace.ts'
import { toMs, type Window } from '../lib/time.ts'
import type { Gap, Sample } from '../model/run.ts'
import { longestGap } from '../verdict/gaps.ts'
import { differences } from '../verdict/model-comparison.ts'
import { counterOf, type CounterMerge } from './counter.ts'
import { type Event, eventsOf } from './events.ts'
import type { Case } from './inputs/snapshot.ts'
import type { ExplanationWords } from './words/en.ts'

/** A case with all that follows from it. */
export interface Explanation extends Case {
  /** The merge, up to the end of the window. */
  trace: Trace
  events: Event[]
  /** What Query returned in the window; of a merge that Query does not show (no Query, `rate()`), what the model returns. */
  seen: Sample[]
  /** The model's samples against Query's; left out where Query was not asked, and under `rate()`, where it does not show what it merged. */
  compared?: SampleComparison
  /** Under `rate()`: the plain merge of the same samples against Query's plain answer. */
  plain?: SampleComparison
  /** The first sample in which the model and Query differ, Unix ms. From there on no cause is known. */
  first?: number
  /** The longest distance between two samples returned; left out where there are not two. */
  measured?: Gap
  /** What rate() makes of it; left out where it is not merged as under rate(). */
  counter?: CounterMerge
}

/** An explanation, and how it is said. */
export interface Worded extends Explanation {
  words: ExplanationWords
}

export type SampleComparison = ReturnType<typeof differences>

/** Merges what the replicas have, by the model, and finds what is worth telling of it. Throws `samples`. */
export function explain(one: Case): Explanation {
  const { replicas, how, window, returned } = one
  const cut = upTo(trace(replicas, how), window)
  const inWindow = returned?.filter(([time]) => toMs(time) > window.from && toMs(time) <= window.to)
  const isCounter = how.mode === 'counter'
  // Under rate() Query does not show what it merged; the raw samples that it returns are merged otherwise.
  const query = isCounter ? undefined : inWindow
  const seen = query ?? shown(cut)
  const comparison =
    inWindow && differences(inWindow, shown(isCounter ? mergedUntil(merge(replicas, { ...how, mode: 'plain' }), window.to) : cut))
  const firstMs = comparison?.first === undefined ? undefined : toMs(comparison.first)
  const [start, end] = [seen[0], seen.at(-1)]
  const { returned: _returned, ...rest } = one
  return {
    ...rest,
    ...(query === undefined ? {} : { returned: query }),
    trace: cut,
    seen,
    events: eventsOf({ ...one, trace: cut, seen, first: firstMs }),
    ...(comparison === undefined ? {} : isCounter ? { plain: comparison } : { compared: comparison }),
    ...(firstMs === undefined ? {} : { first: firstMs }),
    ...(start === undefined || end === undefined || start === end ? {} : { measured: longestGap(seen, start[0], end[0]) }),
    ...(isCounter ? { counter: counterOf({ ...one, merged: cut }) } : {}),
  }
}

function upTo(whole: Trace, { to }: Window): Trace {
  const cut = mergedUntil(whole, to)
  return { ...cut, skips: whole.skips.filter(({ t }) => t <= to), penalties: whole.penalties.slice(0, cut.t.length) }
}
