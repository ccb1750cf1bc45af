import { valueWord } from '../dedup/samples.ts'
import type { Skip } from '../dedup/trace.ts'
import { exactSeconds, minuteClock } from '../lib/format.ts'
import { toMs } from '../lib/time.ts'
import type { Explanation } from './explanation.ts'
import { disagreements } from './values.ts'

/** What became of one sample of one replica. */
export interface MergeStep {
  /** Unix ms. */
  t: number
  /** A cell for each replica; all but the one whose sample it is are empty. */
  cells: string[]
  /** The penalty of the others from then on; empty where there is none. */
  penalty: string
}

/**
 * Every sample of every replica, in the order of time: whether it was returned, or why not. From the first difference between the model and
 * Query on only what Query returned is known, not why.
 */
export function mergeSteps(explanation: Explanation): MergeStep[] {
  const { trace, replicas, first = Number.POSITIVE_INFINITY } = explanation
  const showsValues = disagreements(explanation).length > 0
  const value = (v: number) => (showsValues ? `${valueWord(v)}, ` : '')
  const row = (t: number, replica: number, cell: string, penalty: string): MergeStep => ({
    t,
    cells: replicas.map((_, number) => (number === replica ? cell : '')),
    penalty,
  })
  const returned = Array.from(trace.t, (t, place) => {
    const word = trace.stale.has(place) ? 'stale marker, returned' : `${value(trace.v[place]!)}returned`
    return row(t, trace.sources[place]!, word, penaltyText(trace.penalties[place] ?? []))
  })
  const skipped = trace.skips.map((skip) => {
    const { v, stale } = replicas[skip.replica]!
    const isMarker = stale.has(skip.place)
    return row(skip.t, skip.replica, `${isMarker ? 'stale marker, ' : value(v[skip.place]!)}${reasonOf(skip, isMarker)}`, '')
  })
  const explained = [...returned, ...skipped].filter(({ t }) => t < first)
  const rest = first === Number.POSITIVE_INFINITY ? [] : unexplained(explanation, first, value)
  return [...explained, ...rest.map(({ t, replica, cell }) => row(t, replica, cell, ''))].sort((one, other) => one.t - other.t)
}

/** Every sample from the first difference on, by what Query returned alone. */
function unexplained({ replicas, seen, window }: Explanation, first: number, value: (v: number) => string) {
  const returned = new Set(seen.map(([seconds]) => toMs(seconds)))
  return replicas.flatMap(({ t, v, stale }, replica) =>
    Array.from(t).flatMap((time, place) => {
      if (time < first || time > window.to) return []
      const word = stale.has(place) ? 'stale marker' : `${value(v[place]!)}${returned.has(time) ? 'returned' : 'not returned'}`
      return [{ t: time, replica, cell: word }]
    }),
  )
}

function reasonOf({ why, until }: Skip, isMarker: boolean): string {
  if (why === 'nan') return isMarker ? 'dropped' : 'not a number, dropped'
  // A sample is taken that is later, by a millisecond at least.
  return why === 'penalty' && until !== undefined ? `skipped, penalty until ${minuteClock(until - 1)}` : 'skipped'
}

function penaltyText(penalties: readonly { a: number; b: number }[]): string {
  const most = Math.max(0, ...penalties.flatMap(({ a, b }) => [a, b]))
  return most === 0 ? '' : exactSeconds(most)
}
