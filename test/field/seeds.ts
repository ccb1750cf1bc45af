import type { ScrapeHistory, Span } from './history.ts'
import { at } from './situations.ts'

/* Made-up replicas of a made-up target, each by its seed: the same seed always gives the same. */

/** The replicas that there are at most. */
export const MOST_REPLICAS = 4

/**
 * Which stores Query has. `penalty`, `chain`: sidecars. `doubled`: a store gateway, too, with all samples; `shipped`: with those before the boundary of blocks.
 * `gateway`: it alone. `receivers`: one a replica. `hashring`: two that both have every series. `lossy`: one of them was away for a while.
 */
export type SeedQuery = 'penalty' | 'chain' | 'doubled' | 'shipped' | 'gateway' | 'receivers' | 'hashring' | 'lossy'

export interface SeedCase {
  seed: number
  query: SeedQuery
  /** By the replica's number; as many as there are. */
  histories: ScrapeHistory[]
  /** When the second receiver was away, with `lossy`. */
  lost: Span[]
  window: Span
}

export const seedJob = (seed: number) => `seed-${seed}`

/** `query`: in place of the one that the seed gives. */
export function seedCase(seed: number, query?: SeedQuery): SeedCase {
  const random = randomOf(seed)
  const some = (from: number, to: number) => from + random() * (to - from)
  const one = <T>(...all: [T, ...T[]]) => all[Math.floor(random() * all.length)]!
  const often = (share: number) => random() < share

  const crosses = often(0.3)
  const all: Span = crosses ? { from: at(-25), to: at(12) } : { from: at(-40), to: at(-5) }
  const base = one(5, 10, 15, 15, 30) * 1000
  const stretch = (): Span => {
    const from = some(all.from, all.to - 120_000)
    return { from, to: from + some(0.5, often(0.5) ? 3 : 20) * base }
  }
  const stretches = (share: number): Span[] => (often(share) ? Array.from({ length: one(1, 1, 2, 3) }, stretch) : [])

  const [failedForAll, vanishedForAll] = [stretches(0.3), stretches(0.2)]
  const ends = often(0.1) ? [{ from: some(all.from + 600_000, all.to), to: all.to }] : []
  const begins = often(0.1) ? [{ from: all.from, to: some(all.from, all.to - 600_000) }] : []
  const isCounter = often(0.3)
  const hasZones = often(0.2)
  const histories = Array.from({ length: one(2, 2, 2, 3, 4) }, (_, replica): ScrapeHistory => {
    const intervalMs = often(0.8) ? base : one(5, 10, 15, 30, 60) * 1000
    const lateMs = isCounter && often(0.4) ? Math.round(some(1000, 20_000)) : 0
    return {
      ...all,
      intervalMs,
      offsetMs: Math.floor(some(0, intervalMs)),
      target: { job: seedJob(seed), instance: 'node-1:9100', ...(hasZones ? { zone: `zone-${replica}` } : {}) },
      series: [
        {
          name: 'load',
          value: isCounter
            ? (time) => Math.floor((time - lateMs - at(-60)) / 200)
            : (time) => (Math.floor(time / 1000) % 97) + replica / 10,
          vanished: [...vanishedForAll, ...ends, ...begins, ...stretches(0.1)],
        },
      ],
      failed: [...failedForAll, ...stretches(0.4)],
      away: stretches(0.3),
    }
  })
  // Drawn after all else, so that a seed has the same scrapes as ever beside them.
  const later = randomOf(seed + 1_000_000)
  for (const history of histories) {
    const span = () => {
      const from = all.from + later() * (all.to - all.from - 120_000)
      return { from, to: from + (1 + later() * 12) * base }
    }
    history.removed = later() < 0.25 ? [span()] : []
    history.frozen = later() < 0.25 ? [span()] : []
  }
  const from = Math.round(some(all.from - 60_000, all.to - 600_000))
  return {
    seed,
    query: query ?? one('penalty', 'chain', 'doubled', 'shipped', 'shipped', 'gateway', 'receivers', 'hashring', 'lossy'),
    lost: stretches(0.9),
    histories,
    window: { from, to: from + 60_000 * one(8, 12, 20) },
  }
}

/** Numbers from 0 to 1, always the same of a seed. */
function randomOf(seed: number): () => number {
  let state = seed * 0x9e3779b9
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
