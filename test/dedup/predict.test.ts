import fc from 'fast-check'
import t from 'tap'
import { merge } from '../../src/dedup/merge.ts'
import { expectedGap, missedScrapes, offsetOf } from '../../src/dedup/predict.ts'
import { shown } from '../../src/dedup/samples.ts'
import { type SimulatedOutage, simulate, type SimulatedReplica } from '../../src/dedup/simulate.ts'
import { replica } from './replicas.ts'

const SCRAPES = 60
/** The scrape that the outage begins with: by then Query has settled on one of them. */
const FIRST = 30

interface Case {
  intervalMs: number
  phases: [number, number]
  missed: number
  marked: boolean
}

const cases = fc.integer({ min: 500, max: 60_000 }).chain((intervalMs) => {
  const phase = fc.integer({ min: 0, max: intervalMs - 1 })
  const phases = fc.tuple(phase, fc.oneof({ weight: 9, arbitrary: phase }, { weight: 1, arbitrary: fc.constant(0) }))
  return fc.record<Case>({
    intervalMs: fc.constant(intervalMs),
    phases: phases.filter(([one, other]) => one !== other),
    missed: fc.integer({ min: 0, max: 12 }),
    marked: fc.boolean(),
  })
})

t.test('the gap that is expected is the one that the model shows', async (t) => {
  const holds = fc.property(cases, (given) => {
    const { expected, gap } = play(given)
    return gap === expected.gapMs
  })
  t.doesNotThrow(() => fc.assert(holds, { numRuns: 2000 }))
})

t.test('one replica killed: three intervals at most; with stale markers four', async (t) => {
  const holds = fc.property(cases, (given) => play(given).gap <= (given.marked ? 4 : 3) * given.intervalMs)
  t.doesNotThrow(() => fc.assert(holds, { numRuns: 2000 }))
})

t.test('nothing is to be seen of the one that Query does not follow', async (t) => {
  const holds = fc.property(cases, (given) => {
    const { players, preferred } = healthy(given)
    const other = { ...players[1 - preferred]!, outages: [outage(given, players[1 - preferred]!)] }
    return longest([players[preferred]!, other], given.intervalMs) === given.intervalMs
  })
  t.doesNotThrow(() => fc.assert(holds))
})

t.test('outages that overlap cost more than three intervals, though one of the replicas was there nearly always', async (t) => {
  // The second one goes when the first has just come back: a rolling restart that does not wait.
  const players = [
    { name: 'a', intervalMs: 1000, offsetMs: 0, outages: [dies(30, 3)] },
    { name: 'b', intervalMs: 1000, offsetMs: 270, outages: [dies(33, 3)] },
  ]
  const union = simulate(players, { lengthMs: SCRAPES * 1000 }).flatMap(({ t: own }) => [...own])
  t.equal(longest(players, 1000), 3730)
  t.equal(widest(union.sort((one, other) => one - other)), 1000)
})

t.test('a lag is more than nothing, and less than an interval', async (t) => {
  t.equal(offsetOf(times(1165, 2165), times(1866, 2866), 1000), 701)
  t.equal(offsetOf(times(1866, 2866), times(1165, 2165, 3165), 1000), 299)
  t.equal(offsetOf(times(1000), times(9000), 1000), undefined, 'at the same time: the one with more samples is preferred')
  t.equal(offsetOf(times(), times(9000), 1000), undefined)
})

t.test('how many scrapes an outage misses depends on when it begins', async (t) => {
  t.same(missedScrapes(10_000, 1000), { least: 10, most: 10 })
  t.same(missedScrapes(1500, 1000), { least: 1, most: 2 })
  t.same(missedScrapes(300, 1000), { least: 0, most: 1 })
})

const times = (...all: number[]) => replica('', all)

/** Times in intervals of a second. */
function dies(first: number, scrapes: number): SimulatedOutage {
  return { from: first * 1000, to: (first + scrapes) * 1000, kind: 'dies' }
}

/** Both well; who is preferred once they have run for a while. */
function healthy({ intervalMs, phases }: Case): { players: SimulatedReplica[]; preferred: number } {
  const players = phases.map((offsetMs, number) => ({ name: `r${number}`, intervalMs, offsetMs, outages: [] }))
  return { players, preferred: merge(simulate(players, { lengthMs: FIRST * intervalMs })).sources.at(-1)! }
}

function outage({ intervalMs, missed, marked }: Case, { offsetMs }: SimulatedReplica): SimulatedOutage {
  const from = offsetMs + FIRST * intervalMs
  return { from, to: from + missed * intervalMs, kind: marked ? 'fails' : 'dies' }
}

function play(given: Case) {
  const { players, preferred } = healthy(given)
  const { intervalMs, missed, marked } = given
  const before = simulate(players, { lengthMs: FIRST * intervalMs })
  const offsetMs = offsetOf(before[preferred]!, before[1 - preferred]!, intervalMs)!
  const struck = players.map((player, number) => (number === preferred ? { ...player, outages: [outage(given, player)] } : player))
  return { expected: expectedGap({ intervalMs, offsetMs: offsetMs, missed, marked }), gap: longest(struck, intervalMs) }
}

/** The longest distance of two merged samples, stale markers not counted, once Query has settled on one replica. */
function longest(players: SimulatedReplica[], intervalMs: number): number {
  const seen = shown(merge(simulate(players, { lengthMs: SCRAPES * intervalMs }))).map(([seconds]) => Math.round(seconds * 1000))
  return widest(seen.filter((time) => time >= (FIRST - 5) * intervalMs))
}

function widest(all: number[]): number {
  return Math.max(...all.slice(1).map((time, place) => time - all[place]!))
}
