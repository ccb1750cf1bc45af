import fc from 'fast-check'
import { MOST_REPLICAS, type Setting } from '../../src/explain/inputs/simulation-link.ts'

/* Random settings of the playground. */

/** So many scrapes at most: a table that a browser shows at once. */
const MOST_SCRAPES = 500

const milliseconds = (min: number, max: number) => fc.integer({ min, max })

/** Like Prometheus's, often equal, or any at all. */
const interval = fc.oneof(fc.constantFrom(1000, 5000, 15_000, 30_000), milliseconds(300, 20_000))

const setting: fc.Arbitrary<Setting> = fc
  .tuple(
    fc.oneof({ weight: 2, arbitrary: fc.constant(2) }, fc.integer({ min: 1, max: MOST_REPLICAS })),
    interval,
    milliseconds(20, MOST_SCRAPES),
    fc.boolean(),
  )
  .chain(([replicas, usual, scrapes, areEqual]) => {
    const intervals = fc.array(areEqual ? fc.constant(usual) : interval, { minLength: replicas, maxLength: replicas })
    return intervals.chain((intervalsMs) => {
      const perMs = intervalsMs.reduce((sum, ms) => sum + 1 / ms, 0)
      const lengthMs = Math.ceil(scrapes / perMs)
      const outage = fc
        .tuple(milliseconds(0, replicas - 1), milliseconds(0, lengthMs - 1), milliseconds(1, lengthMs), fc.constantFrom('dies', 'fails'))
        .map(([replica, from, long, kind]) => ({ replica, from, to: Math.min(lengthMs, from + Math.ceil(long / 4)), kind }))
      return fc.record({
        intervalsMs: fc.constant(intervalsMs),
        offsetsMs: fc.tuple(...intervalsMs.map((ms) => milliseconds(0, ms - 1))),
        outages: fc.array(outage, { maxLength: 6 }),
        lengthMs: fc.constant(lengthMs),
        algorithm: fc.constantFrom('penalty', 'penalty', 'chain', 'both'),
        isCounter: fc.boolean(),
      })
    })
  })

/** The same settings each time. */
export function randomSettings(count: number, seed: number): Setting[] {
  return fc.sample(setting, { numRuns: count, seed })
}
