import { placeAfter, shown } from '../dedup/samples.ts'
import type { Window } from '../lib/time.ts'
import { type Trace, trace } from '../dedup/trace.ts'
import type { Gap } from '../model/run.ts'
import { longestGap } from '../verdict/gaps.ts'
import { differences } from '../verdict/model-comparison.ts'
import { counterOf, type CounterMerge } from './counter.ts'
import { type Event, eventsOf } from './events.ts'
import type { Case } from './inputs/snapshot.ts'

/** A case with all that follows from it. */
export interface Explanation extends Case {
  /** The merge, up to the end of the window. */
  trace: Trace
  events: Event[]
  /** The model's samples against Query's; left out where Query was not asked. */
  compared?: { compared: number; differing: number; first?: number }
  /** The longest distance between two samples returned; left out where there are not two. */
  measured?: Gap
  /** What rate() makes of it; left out where it is not merged as under rate(). */
  counter?: CounterMerge
}

/** Merges what the replicas have, by the model, and finds what is worth telling of it. Throws `samples`. */
export function explain(one: Case): Explanation {
  const { replicas, how, window, returned, intervalMs } = one
  const cut = upTo(trace(replicas, how), window.to)
  const model = shown(cut)
  // Under rate() Query does not show what it merged; the raw samples that it returns are merged otherwise.
  const raw = how.mode === 'counter' ? undefined : returned
  const query = raw?.filter(([time]) => Math.round(time * 1000) > window.from && Math.round(time * 1000) <= window.to)
  const seen = query ?? model
  const [first, last] = [seen[0], seen.at(-1)]
  const { returned: _returned, ...rest } = one
  return {
    ...rest,
    ...(query === undefined ? {} : { returned: query }),
    trace: cut,
    events: eventsOf(cut, replicas, intervalMs),
    ...(query === undefined ? {} : { compared: differences(query, model) }),
    ...(first === undefined || last === undefined || first === last ? {} : { measured: longestGap(seen, first[0], last[0]) }),
    ...(how.mode === 'counter' ? { counter: counterOf({ ...one, merged: cut }) } : {}),
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
