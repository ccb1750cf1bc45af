import type { Switch } from '../dedup/recorder.ts'
import type { Trace } from '../dedup/trace.ts'
import { toMs } from '../lib/time.ts'
import type { GapCause } from '../model/gap-cause.ts'
import type { Sample } from '../model/run.ts'
import { isGap } from '../verdict/gaps.ts'
import { causeOf, type GapEvidence, intervalAt, leastInterval, realTimes } from './gap-cause.ts'
import type { Case } from './inputs/snapshot.ts'

/** Query prefers a replica from its first sample on. Times in Unix milliseconds, replicas by their numbers. */
export interface Begin {
  kind: 'begin'
  at: number
  preferred: number
  /** The first sample of each other replica. */
  others: { replica: number; t: number }[]
  /** The replica of the second sample; undefined where there is none, the model and Query differ by then, or another chunk
   * came next. */
  second: number | undefined
}

/** A stale marker that Query returned: it is a sample to Query, and shows nothing. */
export interface Marker {
  replica: number
  t: number
}

/** A gap between two samples of Query's answer that show, or from an edge of the window to one. */
export interface MergedGap {
  kind: 'gap'
  from: number
  to: number
  /** The edges of the window that it reaches. */
  edges: ('left' | 'right')[]
  /** Whose sample is the last before it, and whose the first after it; undefined at an edge, and where several replicas have that sample. */
  before: number | undefined
  after: number | undefined
  /** What the model says of it; empty where the model and Query differ before its end. */
  markers: Marker[]
  switches: SwitchEvent[]
  cause: GapCause
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

/** A merge whose events are to be found. */
export interface Merge extends GapEvidence, Pick<Case, 'window'> {
  trace: Trace
  /** What Query returned, where that is known, else what the model returns; only what shows. */
  seen: Sample[]
  /** The first sample in which the model and Query differ, Unix ms; undefined: none. From there on the model's steps are not Query's. */
  first: number | undefined
}

/**
 * What is worth telling of a merge, in the order of time. A switch in a gap is in that gap. From the first difference between the model and
 * Query on there are only the gaps of Query's answer.
 *
 * What counts as a gap where the replicas' intervals differ: a distance from 1.5 intervals on of the replica that has the sample before it,
 * as its next sample is due then; at the left edge, of the one that has the first sample. So the ordinary distance of a coarser replica is no
 * gap, and its missed scrape is one.
 */
export function eventsOf(merge: Merge): Event[] {
  const { trace, first = Number.POSITIVE_INFINITY } = merge
  const switches = trace.switches.filter(({ at }) => at < first).map((one) => switchOf(one, merge))
  const gaps = gapsOf(merge, switches)
  const gapless = switches.filter(({ at }) => !gaps.some(({ from, to }) => at > from && at <= to))
  const rest: Event[] = [...gaps, ...gapless].sort((one, other) => timeOf(one) - timeOf(other))
  return trace.t.length === 0 || trace.t[0]! >= first ? rest : [begin(merge), ...rest]
}

export function timeOf(event: Event): number {
  return event.kind === 'gap' ? event.to : event.at
}

/**
 * Whose a sample of Query's answer is, by its time (Unix ms): the model's source, up to the first difference; from there on every replica that
 * has a sample at that time.
 */
export function holders({
  trace,
  replicas,
  first = Number.POSITIVE_INFINITY,
}: Pick<Merge, 'trace' | 'replicas'> & { first?: number | undefined }) {
  const sources = new Map(Array.from(trace.t, (t, place) => [t, trace.sources[place]!]))
  const times = replicas.map(({ t }) => new Set(t))
  return (t: number): number[] => {
    const source = t < first ? sources.get(t) : undefined
    return source === undefined ? times.flatMap((own, number) => (own.has(t) ? [number] : [])) : [source]
  }
}

function begin({ trace: { t, sources, switches }, replicas, first = Number.POSITIVE_INFINITY }: Merge): Begin {
  const preferred = sources[0]!
  const others = replicas.flatMap((replica, number) =>
    number === preferred || replica.t.length === 0 ? [] : [{ replica: number, t: replica.t[0]! }],
  )
  // Where a chunk border made Query switch, no penalty ended.
  const crosses = switches.some(({ place, penaltyMs }) => place === 1 && penaltyMs === 0)
  const second = t[1] === undefined || t[1] >= first || crosses ? undefined : sources[1]
  return { kind: 'begin', at: t[0]!, preferred, others: others.sort((one, other) => one.t - other.t), second }
}

function switchOf(one: Switch, { trace: { t }, replicas, how }: Merge): SwitchEvent {
  const last = t[one.place - 1]!
  const own = realTimes(replicas[one.from]!, how)
  return { kind: 'switch', ...one, last, lastButOne: t[one.place - 2], next: own.find((time) => time > last) }
}

function gapsOf(merge: Merge, switches: SwitchEvent[]): MergedGap[] {
  const { seen, window, intervalMs, first = Number.POSITIVE_INFINITY } = merge
  const holdersOf = holders(merge)
  const times = seen.map(([seconds]) => toMs(seconds))
  const points = [window.from, ...times, window.to]
  const least = merge.replicas.map((_, number) => leastInterval(number, merge))
  const holder = (place: number) => {
    const found = times[place] === undefined ? [] : holdersOf(times[place])
    return found.length === 1 ? found[0] : undefined
  }
  return points.slice(1).flatMap((to, place): MergedGap[] => {
    const from = points[place]!
    const [before, after] = [holder(place - 1), holder(place)]
    const owner = place === 0 ? after : before
    // Nearly every distance is an ordinary one, and to look closer takes long.
    if (owner !== undefined && !isGap(to - from, least[owner]!)) return []
    const interval = owner === undefined ? intervalMs : intervalAt(owner, place === 0 ? to : from, merge)
    if (!isGap(to - from, interval) && times.length > 0) return []
    const edges = [...(place === 0 ? (['left'] as const) : []), ...(place === times.length ? (['right'] as const) : [])]
    return [{ kind: 'gap', from, to, edges, before, after, ...stepsIn({ from, to, owner, isKnown: to < first }, merge, switches) }]
  })
}

function stepsIn(
  gap: { from: number; to: number; owner: number | undefined; isKnown: boolean },
  merge: Merge,
  all: SwitchEvent[],
): Pick<MergedGap, 'markers' | 'switches' | 'cause'> {
  const { from, to, isKnown } = gap
  const { trace } = merge
  const markers = isKnown
    ? [...trace.stale].map((place) => ({ replica: trace.sources[place]!, t: trace.t[place]! })).filter(({ t }) => t > from && t < to)
    : []
  const switches = isKnown ? all.filter(({ at }) => at > from && at <= to) : []
  const skips = trace.skips.filter(({ t }) => t > from && t < to)
  const crossesChunks = switches.some(({ penaltyMs }) => penaltyMs === 0)
  return { markers: markers.sort((one, other) => one.t - other.t), switches, cause: causeOf({ ...gap, skips, crossesChunks }, merge) }
}
