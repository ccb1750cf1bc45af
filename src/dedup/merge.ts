import { Chain } from './chain.ts'
import { countUp } from './counter.ts'
import { type Cursor, LaneCursor, type Skipped } from './cursor.ts'
import { type Lane, lanesOf } from './lanes.ts'
import { Pair } from './penalty.ts'
import { type How, type Merged, Tape } from './recorder.ts'
import { refuseDisorder, type Replica } from './samples.ts'

/** Told how the walk goes, for those who want to explain it. */
export interface Watch {
  skipped(lane: Lane, at: number, from: number): void
  /** A sample was returned; the penalties of each pair follow from it. */
  answered(t: number, pairs: readonly Pair[]): void
}

/**
 * What Query returns of a series that several replicas have: their samples, in order of time, from the window of the query. Without a
 * sample anywhere it is empty; of one replica it is that replica's own.
 *
 * Throws `samples` for times that are not whole milliseconds, come twice or go back.
 *
 * Source: Thanos v0.42.4, pkg/dedup/iter.go; see `Pair`, `Chain`, `lanesOf` and `countUp`.
 */
export function merge(replicas: readonly Replica[], how: How = {}, watch?: Watch): Merged {
  for (const replica of replicas) refuseDisorder(replica)
  return mergeLanes(lanesOf(replicas), replicas, how, watch)
}

/** The walk over lanes in the order that Query made of the replicas' chunks. */
export function mergeLanes(made: readonly Lane[], replicas: readonly Replica[], how: How = {}, watch?: Watch): Merged {
  const lanes = made.map((lane) => (how.mode === 'counter' ? countUp(lane) : lane))
  const { top, pairs } = walk(lanes, how, watch && ((lane, at, from) => watch.skipped(lanes[lane]!, at, from)))
  const tape = new Tape(lanes, replicas, how)
  if (top?.alive) {
    do {
      tape.add(top)
      top.taken = true
      watch?.answered(top.t, pairs)
    } while (top.seek(top.t + 1))
  }
  return tape.merged()
}

function walk(lanes: readonly Lane[], { mode, algorithm }: How, skipped?: Skipped): { top: Cursor | undefined; pairs: Pair[] } {
  const [first, ...rest] = lanes.map((lane, number) => new LaneCursor(number, lane, skipped))
  if (first === undefined || rest.length === 0) return { top: first, pairs: [] }
  if (algorithm === 'chain') return { top: new Chain([first, ...rest]), pairs: [] }
  const pairs: Pair[] = []
  for (const lane of rest) pairs.push(new Pair(pairs.at(-1) ?? first, lane, mode === 'counter', skipped))
  return { top: pairs.at(-1), pairs }
}

/** The Thanos whose Query is modelled here. */
export const MODELLED_THANOS = '0.42.4'

/** What to warn of before an answer of that Thanos is compared or explained; undefined for the one that is modelled. */
export function versionWarning(version: string | undefined): string | undefined {
  if (version === undefined || version === '') return `Query does not say its version; what follows models Thanos ${MODELLED_THANOS}.`
  if (version.replace(/^v/, '') === MODELLED_THANOS) return undefined
  return `Query is Thanos ${version}; what follows models Thanos ${MODELLED_THANOS}, and another version may merge otherwise.`
}
