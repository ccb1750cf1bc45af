import type { Switch } from '../dedup/recorder.ts'
import type { Skip, Trace } from '../dedup/trace.ts'

/** Query begins to follow a replica: that of its first sample. Times in Unix milliseconds, replicas by their numbers. */
export interface Begin {
  kind: 'begin'
  at: number
  follows: number
  /** The first sample of each other replica. */
  others: { replica: number; t: number }[]
}

/** A distance of 1.5 intervals or more between two merged samples that are shown. */
export interface Hole {
  kind: 'hole'
  from: number
  to: number
  /** Whose sample is the last before it. */
  followed: number
  /** Stale markers that Query answered in it: they are samples to it, and show nothing. */
  markers: number[]
  /** Where another replica answers after it. */
  change?: Change
  /** Samples of other replicas in it that Query had and did not take. */
  offered: Skip[]
}

/** Query goes over to another replica. */
export interface Change extends Switch {
  kind: 'change'
  /** The two samples answered last before it, stale markers too. */
  last: number
  lastButOne: number | undefined
  /** The next sample that the replica which was followed has of its own; undefined where it has none. */
  next: number | undefined
}

export type Event = Begin | Hole | Change

/** Gaps are told of from this many intervals on, as they are listed everywhere. */
const TOLD_FROM = 1.5

/** What is worth telling of a merge, in the order of time. A change that leaves a hole is in the hole. */
export function eventsOf(trace: Trace, replicas: readonly { t: Float64Array }[], intervalMs: number): Event[] {
  if (trace.t.length === 0) return []
  const changes = trace.switches.map((one) => changeOf(one, trace, replicas))
  const holes = holesOf(trace, changes, intervalMs)
  const bare = changes.filter(({ at }) => !holes.some(({ from, to }) => at > from && at <= to))
  const told: Event[] = [...holes, ...bare]
  return [begin(trace, replicas), ...told.sort((one, other) => timeOf(one) - timeOf(other))]
}

export function timeOf(event: Event): number {
  return event.kind === 'hole' ? event.to : event.at
}

function begin({ t, sources }: Trace, replicas: readonly { t: Float64Array }[]): Begin {
  const follows = sources[0]!
  const others = replicas.flatMap((replica, number) =>
    number === follows || replica.t.length === 0 ? [] : [{ replica: number, t: replica.t[0]! }],
  )
  return { kind: 'begin', at: t[0]!, follows, others: others.sort((one, other) => one.t - other.t) }
}

function changeOf(one: Switch, { t }: Trace, replicas: readonly { t: Float64Array }[]): Change {
  const last = t[one.place - 1]!
  return { kind: 'change', ...one, last, lastButOne: t[one.place - 2], next: replicas[one.from]!.t.find((time) => time > last) }
}

function holesOf({ t, sources, stale, skips }: Trace, changes: Change[], intervalMs: number): Hole[] {
  const shown = Array.from(t.keys()).filter((place) => !stale.has(place))
  return shown.slice(1).flatMap((place, index): Hole[] => {
    const before = shown[index]!
    const [from, to] = [t[before]!, t[place]!]
    // Half a millisecond less, as where gaps are found.
    if (to - from < TOLD_FROM * intervalMs - 0.5) return []
    const change = changes.findLast(({ at }) => at > from && at <= to)
    const markers = Array.from(t.subarray(before + 1, place))
    const offered = skips.filter((skip) => skip.t > from && skip.t < to && skip.replica !== sources[before])
    return [{ kind: 'hole', from, to, followed: sources[before]!, markers, ...(change === undefined ? {} : { change }), offered }]
  })
}
