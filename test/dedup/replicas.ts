import type { Replica } from '../../src/dedup/samples.ts'

/** A replica from pairs of milliseconds and values; `stale` is a stale marker. A time alone has the value 1. */
export function replica(name: string, samples: readonly (number | readonly [t: number, v: number | 'stale'])[]): Replica {
  const pairs = samples.map((sample) => (typeof sample === 'number' ? ([sample, 1] as const) : sample))
  return {
    name,
    t: Float64Array.from(pairs, ([t]) => t),
    v: Float64Array.from(pairs, ([, v]) => (v === 'stale' ? Number.NaN : v)),
    stale: new Set(pairs.flatMap(([, v], place) => (v === 'stale' ? [place] : []))),
  }
}

/** `a 10000=1` for each sample: whose it is, phase, and its value. */
export function told({ replicas, t, v, sources, stale }: Told): string[] {
  return Array.from(t, (time, place) => `${replicas[sources[place] ?? -1]} ${time}=${stale.has(place) ? 'stale' : v[place]}`)
}

interface Told extends Omit<Replica, 'name'> {
  replicas: string[]
  sources: Uint16Array
}
