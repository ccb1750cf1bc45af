import { placeAfter, shown } from '../dedup/samples.ts'
import { type Trace, trace } from '../dedup/trace.ts'
import { toMs, type Window } from '../lib/time.ts'
import type { Gap, Sample } from '../model/run.ts'
import { longestGap } from '../verdict/gaps.ts'
import { differences } from '../verdict/model-comparison.ts'
import { type Event, eventsOf } from './events.ts'
import type { Case } from './inputs/snapshot.ts'

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
}

export type SampleComparison = ReturnType<typeof differences>

/** Merges what the replicas have, by the model, and finds what is worth telling of it. Throws `samples`. */
export function explain(one: Case): Explanation {
  const { replicas, how, window, returned } = one
  const cut = upTo(trace(replicas, how), window.to)
  const inWindow = returned?.filter(([time]) => toMs(time) > window.from && toMs(time) <= window.to)
  const isCounter = how.mode === 'counter'
  // Under rate() Query does not show what it merged; the raw samples that it returns are merged otherwise.
  const query = isCounter ? undefined : inWindow
  const seen = query ?? shown(cut)
  const comparison = inWindow && differences(inWindow, shown(isCounter ? upTo(trace(replicas, { ...how, mode: 'plain' }), window.to) : cut))
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
  }
}

/** The merge goes by what was before, so that its end can be cut off. */
function upTo(whole: Trace, to: Window['to']): Trace {
  const end = placeAfter(whole.t, to)
  return {
    ...whole,
    t: whole.t.subarray(0, end),
    v: whole.v.subarray(0, end),
    sources: whole.sources.subarray(0, end),
    places: whole.places.subarray(0, end),
    stale: new Set([...whole.stale].filter((place) => place < end)),
    switches: whole.switches.filter(({ place }) => place < end),
    skips: whole.skips.filter(({ t }) => t <= to),
    penalties: whole.penalties.slice(0, end),
  }
}
