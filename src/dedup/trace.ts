import { type Lane, placeAt, replicaAt } from './lanes.ts'
import { merge } from './merge.ts'
import type { Pair } from './penalty.ts'
import type { How, Merged } from './recorder.ts'
import type { Replica } from './samples.ts'

/** A sample that Query has, and does not return. */
export interface Skip {
  /** Number of its replica, its place there, and its time. */
  replica: number
  place: number
  t: number
  /**
   * `penalty`: its lane had a penalty until `until`. `passed`: by then a sample of another lane was returned, at that time or later.
   * `nan`: a NaN or a stale marker, which counter functions drop before anything is merged.
   */
  why: 'penalty' | 'passed' | 'nan'
  /** The time from which on a sample was sought; unknown for `nan`, and where copies of the sample were skipped for different times. */
  until?: number
}

/** The penalties of the two sides of a pair once a sample is returned, milliseconds. */
export interface Penalties {
  a: number
  b: number
}

/** The merge with all that is needed to explain it. It takes a few hundred bytes a sample: for windows that people read. */
export interface Trace extends Merged {
  /** In the order of their times. With the merged samples they are all that the replicas have. */
  skips: Skip[]
  /** For each merged sample the penalties active from then on: of each pair, the first merges lanes 0 and 1, the next what they became with lane 2. */
  penalties: Penalties[][]
}

/** As `merge`, and why every other sample was skipped. Throws the same. */
export function trace(replicas: readonly Replica[], how: How = {}): Trace {
  const skips: Skip[] = how.mode === 'counter' ? replicas.flatMap(dropped) : []
  const penalties: Penalties[][] = []
  let last = Number.NEGATIVE_INFINITY
  const skipped = (lane: Lane, at: number, until: number) => {
    const t = lane.t[at]!
    skips.push({ replica: replicaAt(lane, at), place: placeAt(lane, at), t, why: t > last ? 'penalty' : 'passed', until })
  }
  const answered = (t: number, pairs: readonly Pair[]) => {
    last = t
    penalties.push(pairs.map(({ penaltyA: a, penaltyB: b }) => ({ a, b })))
  }
  const merged = merge(replicas, how, { skipped, answered })
  skips.sort((one, other) => one.t - other.t || one.replica - other.replica)
  return { ...merged, skips: replicas.some(({ given }) => given !== undefined) ? withoutCopies(skips, merged) : skips, penalties }
}

/**
 * A sample that is skipped in one lane can be returned from another one, or skipped there too: it counts once. Where its lanes had penalties that end
 * at different times, until when it was skipped is not known.
 */
function withoutCopies(skips: Skip[], { sources, places }: Merged): Skip[] {
  const returned = new Set(Array.from(sources, (replica, place) => `${replica} ${places[place]}`))
  const all = new Map<string, Skip[]>()
  for (const skip of skips) {
    const key = `${skip.replica} ${skip.place}`
    all.set(key, [...(all.get(key) ?? []), skip])
  }
  return [...all].flatMap(([key, own]) => (returned.has(key) ? [] : [oneOf(own)]))
}

function oneOf(own: Skip[]): Skip {
  // A lane that goes on behind the same sample of another lane has no penalty for that.
  const penalties = own.filter(({ why, t, until }) => why === 'penalty' && until !== t + 1)
  const [first = own[0]!] = penalties
  if (penalties.length > 0 ? penalties.every(({ until }) => until === first.until) : first.why !== 'penalty') return first
  const { until: _, ...rest } = first
  return rest
}

function dropped({ t, v }: Replica, replica: number): Skip[] {
  return Array.from(t).flatMap((time, place): Skip[] => (Number.isNaN(v[place]) ? [{ replica, place, t: time, why: 'nan' }] : []))
}
