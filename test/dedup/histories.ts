import fc from 'fast-check'
import type { Replica } from '../../src/dedup/samples.ts'
import { replica } from './replicas.ts'

/** Values: small whole numbers, so that counters are reset often, now and then a NaN or a stale marker. */
const value = fc.oneof(
  { weight: 12, arbitrary: fc.integer({ min: 0, max: 9 }) },
  { weight: 1, arbitrary: fc.constant(Number.NaN) },
  { weight: 1, arbitrary: fc.constant('stale' as const) },
)

/** Any distances at all. */
const wild = fc.array(fc.tuple(fc.integer({ min: 1, max: 4000 }), value), { maxLength: 40 }).map((steps) => {
  let t = 0
  return steps.map(([step, v]) => [(t += step), v] as const)
})

/** What a Prometheus makes: scrapes at a steady interval, of which some are missing. */
const steady = fc
  .record({
    intervalMs: fc.constantFrom(1000, 1000, 5000, 15_000),
    offsetMs: fc.integer({ min: 0, max: 999 }),
    scrapes: fc.array(fc.tuple(fc.integer({ min: 0, max: 3 }), value, fc.boolean()), { maxLength: 60 }),
  })
  .map(({ intervalMs, offsetMs, scrapes }) =>
    scrapes.flatMap(([jitter, v, missed], scrape) =>
      missed && scrape % 7 < 3 ? [] : [[scrape * intervalMs + offsetMs + jitter, v] as const],
    ),
  )

/** What up to so many replicas have of a series, in chunks of so many samples. */
export function histories(most: number): fc.Arbitrary<Replica[]> {
  const one = fc.record({
    samples: fc.oneof(wild, steady),
    chunk: fc.oneof(fc.constant(Number.POSITIVE_INFINITY), fc.integer({ min: 1, max: 20 })),
  })
  return fc.array(one, { maxLength: most }).map((all) =>
    all.map(({ samples, chunk }, number) => {
      const made = replica(`r${number}`, samples)
      return { ...made, chunks: [...made.t].filter((_, place) => place % chunk === 0) }
    }),
  )
}
