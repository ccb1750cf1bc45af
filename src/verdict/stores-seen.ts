import type { Journal } from '../journal.ts'
import { faultSpans, replicasHit, struckReplicas } from './spans.ts'

/**
 * What the probe `stores` saw from the first fault on that hit a replica, where one did: beats that Query answered. A Query that was
 * started anew before has to find its stores first, which is no store's going.
 */
export interface Stores {
  beats: { at: string; replicas: string[] }[]
  /** How many there should be. */
  all: number
  /** Those that were there before it. */
  known: string[]
  /** When the last fault was healed, Unix seconds. */
  healed: number
  struck: Set<string>
}

export interface Return {
  isBack: boolean
  /** From the last healing until all were healthy for good; where they are not, until the last beat. */
  seconds: number
  away: string[]
}

/** The beats to judge by, or in words why there are none: all stores must have been there when the first fault came. */
export function storesSeen(journal: Journal, probe: string): Stores | { trouble: string } {
  const spans = faultSpans(journal)
  const first = spans.find(({ fault }) => replicasHit(fault, journal).length > 0) ?? spans[0]
  if (first === undefined) return { trouble: 'without a fault there is nothing that stores could go by' }
  const answered = (journal.probes[probe] ?? []).flatMap(({ at, ok, replicas }) => (ok && replicas !== undefined ? [{ at, replicas }] : []))
  const isBefore = ({ at }: { at: string }) => Date.parse(at) / 1000 < first.from
  const [before, beats] = [answered.filter(isBefore), answered.filter((beat) => !isBefore(beat))]
  const all = journal.settings.replicas
  const known = before.at(-1)?.replicas ?? []
  if (beats.length === 0) return { trouble: `the steady probe ${probe} has no answer from the fault on` }
  if (!(known.length >= all)) return { trouble: `before the fault Query had a healthy store of ${known.length} of ${all} replicas` }
  return { beats, all, known, healed: Math.max(...spans.map(({ to }) => to)), struck: struckReplicas(journal) }
}

/** The first beat with the fewest replicas. */
export function fewest({ beats, known }: Stores): { healthy: number; missing: string[]; at: string } {
  const worst = beats.reduce((least, beat) => (beat.replicas.length < least.replicas.length ? beat : least))
  return { healthy: worst.replicas.length, missing: known.filter((replica) => !worst.replicas.includes(replica)), at: worst.at }
}

/** How long it took until all were back, or in words why that says nothing: where none ever went, none had to come back. */
export function untilBack({ beats, all, known, healed }: Stores): Return | { trouble: string } {
  const away = [...new Set(beats.flatMap(({ replicas }) => known.filter((replica) => !replicas.includes(replica))))]
  if (away.length === 0) return { trouble: 'no store was ever away, so none had to come back' }
  const lastAway = beats.findLastIndex(({ replicas }) => replicas.length < all)
  const back = beats[lastAway + 1]
  const end = Date.parse((back ?? beats.at(-1)!).at) / 1000
  if (!Number.isFinite(healed) || !Number.isFinite(end)) return { trouble: 'it is not known when the last fault was healed' }
  return { isBack: back !== undefined, seconds: Math.max(0, Math.round((end - healed) * 1000) / 1000), away }
}
