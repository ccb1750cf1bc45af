import type { Switch } from '../dedup/recorder.ts'
import type { Skip, Trace } from '../dedup/trace.ts'
import { isGap } from '../verdict/gaps.ts'

/** Query prefers a replica from its first sample on. Times in Unix milliseconds, replicas by their numbers. */
export interface Begin {
  kind: 'begin'
  at: number
  preferred: number
  /** The first sample of each other replica. */
  others: { replica: number; t: number }[]
}

/** A gap between two merged samples that are shown. */
export interface MergedGap {
  kind: 'gap'
  from: number
  to: number
  /** Whose sample is the last before it. */
  preferred: number
  /** Stale markers that Query returned in it: they are samples to it, and show nothing. */
  markers: number[]
  /** Where another replica's sample comes after it. */
  switch?: SwitchEvent
  /** Samples of other replicas in it that Query had and skipped. */
  offered: Skip[]
}

/** Query switches to another replica. */
export interface SwitchEvent extends Switch {
  kind: 'switch'
  /** The two samples returned last before it, stale markers too. */
  last: number
  lastButOne: number | undefined
  /** The next sample that the replica which was preferred has of its own; undefined where it has none. */
  next: number | undefined
}

export type Event = Begin | MergedGap | SwitchEvent

/** What is worth telling of a merge, in the order of time. A switch that leaves a gap is in the gap. */
export function eventsOf(trace: Trace, replicas: readonly { t: Float64Array }[], intervalMs: number): Event[] {
  if (trace.t.length === 0) return []
  const switches = trace.switches.map((one) => switchOf(one, trace, replicas))
  const gaps = gapsOf(trace, switches, intervalMs)
  const gapless = switches.filter(({ at }) => !gaps.some(({ from, to }) => at > from && at <= to))
  const all: Event[] = [...gaps, ...gapless]
  return [begin(trace, replicas), ...all.sort((one, other) => timeOf(one) - timeOf(other))]
}

export function timeOf(event: Event): number {
  return event.kind === 'gap' ? event.to : event.at
}

function begin({ t, sources }: Trace, replicas: readonly { t: Float64Array }[]): Begin {
  const preferred = sources[0]!
  const others = replicas.flatMap((replica, number) =>
    number === preferred || replica.t.length === 0 ? [] : [{ replica: number, t: replica.t[0]! }],
  )
  return { kind: 'begin', at: t[0]!, preferred, others: others.sort((one, other) => one.t - other.t) }
}

function switchOf(one: Switch, { t }: Trace, replicas: readonly { t: Float64Array }[]): SwitchEvent {
  const last = t[one.place - 1]!
  return { kind: 'switch', ...one, last, lastButOne: t[one.place - 2], next: replicas[one.from]!.t.find((time) => time > last) }
}

function gapsOf({ t, sources, stale, skips }: Trace, switches: SwitchEvent[], intervalMs: number): MergedGap[] {
  const shown = Array.from(t.keys()).filter((place) => !stale.has(place))
  return shown.slice(1).flatMap((place, index): MergedGap[] => {
    const before = shown[index]!
    const [from, to] = [t[before]!, t[place]!]
    if (!isGap(to - from, intervalMs)) return []
    const switched = switches.findLast(({ at }) => at > from && at <= to)
    const markers = Array.from(t.subarray(before + 1, place))
    const offered = skips.filter((skip) => skip.t > from && skip.t < to && skip.replica !== sources[before])
    return [
      { kind: 'gap', from, to, preferred: sources[before]!, markers, ...(switched === undefined ? {} : { switch: switched }), offered },
    ]
  })
}
