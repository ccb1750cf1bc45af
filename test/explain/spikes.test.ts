import fc from 'fast-check'
import t from 'tap'
import type { Replica } from '../../src/dedup/samples.ts'
import type { How } from '../../src/dedup/recorder.ts'
import { counterOf } from '../../src/explain/counter.ts'
import { merge } from '../../src/dedup/merge.ts'

const BORDER = 7_200_000
const PER_SECOND = 5

interface Made {
  offset: number
  /** How much later it sees the counter, ms. */
  lag?: number
  /** Times from the border at which its chunks begin. */
  chunks?: number[]
  away?: [from: number, to: number]
}

/** A scrape every 2 s of a counter that rises by 5 a second. */
function replicaOf(name: string, { offset, lag = 0, chunks = [], away = [0, 0] }: Made): Replica {
  const times = Array.from({ length: 120 }, (_, scrape) => -120_000 + scrape * 2000 + offset).filter((at) => at < away[0] || at >= away[1])
  const value = (at: number) => 795_216 + Math.floor(((at - lag) / 1000) * PER_SECOND)
  return {
    name,
    t: Float64Array.from(times, (at) => BORDER + at),
    v: Float64Array.from(times, value),
    stale: new Set(),
    chunks: chunks.map((at) => BORDER + at),
  }
}

function counter(replicas: Replica[], how: How = {}) {
  const counting: How = { ...how, mode: 'counter' }
  const window = { from: BORDER - 120_000, to: BORDER + 120_000 }
  return counterOf({ merged: merge(replicas, counting), replicas, window, intervalMs: 2000, how: counting })
}

t.test('a lane that goes on with a chunk of a replica that is behind: the whole counter is counted again', async (t) => {
  const { spikes, largest } = counter([
    // b comes first in the window, so its chunks are the first lane; after the border, a's chunk comes first.
    replicaOf('a', { offset: 506, lag: 3000, chunks: [0], away: [-120_000, -119_000] }),
    replicaOf('b', { offset: 1735, chunks: [0] }),
  ])
  t.equal(spikes.length, 1)
  const [spike] = spikes
  t.match(spike, { kind: 'reset', border: 'block', before: { replica: 1 }, after: { replica: 0 }, behind: { replica: 0 } })
  t.equal(spike!.counted, spike!.after.v, 'as a restart from 0')
  t.ok(spike!.before.v > spike!.after.v)
  t.ok(Math.abs(spike!.behind!.lagMs! - 3000) < 300, `seen 3 s later: ${spike!.behind!.lagMs}`)
  t.ok(spike!.rates!.merged! > 10_000 && Math.abs(spike!.rates!.replicas[0]! - 5) < 0.2 && Math.abs(spike!.rates!.replicas[1]! - 5) < 0.2)
  t.ok(largest.merged!.value > 10_000 && largest.replicas.every((one) => one!.value < 5.5))
})

t.test('a switch to a replica that is ahead counts the difference; to one that is behind, nothing', async (t) => {
  const ahead = counter([replicaOf('a', { offset: 100, lag: 9000, away: [0, 20_000] }), replicaOf('b', { offset: 900 })])
  t.match(ahead.spikes, [{ kind: 'jump', border: 'switch', before: { replica: 0 }, after: { replica: 1 }, behind: { replica: 0 } }])
  t.ok(Math.abs(ahead.spikes[0]!.behind!.by - 45) <= 1, 'nine seconds at 5 a second')
  const behind = counter([replicaOf('a', { offset: 100, away: [0, 20_000] }), replicaOf('b', { offset: 900, lag: 9000 })])
  t.same(behind.spikes, [], 'Query raises it to the last value')
})

t.test('a chain falls at every other sample', async (t) => {
  const { spikes, largest } = counter([replicaOf('a', { offset: 100, lag: 3000 }), replicaOf('b', { offset: 900 })], { algorithm: 'chain' })
  t.ok(spikes.filter(({ kind, border }) => kind === 'reset' && border === 'chain').length > 100)
  t.ok(largest.merged!.value > 100_000)
  t.ok(spikes.every(({ isOwn }) => isOwn))
})

t.test('a chain after such a border: the two lanes count from different totals', async (t) => {
  const { spikes } = counter(
    [replicaOf('a', { offset: 506, lag: 3000, chunks: [0], away: [-120_000, -119_000] }), replicaOf('b', { offset: 1735, chunks: [0] })],
    { algorithm: 'chain' },
  )
  // b's own value is above a's, but a's lane has counted all of a once more.
  const after = spikes.filter(({ before, after: { t: at } }) => before.replica === 0 && at > BORDER + 2000)
  t.ok(after.length > 50)
  for (const { before, after: then, kind, isOwn, counted } of after) {
    t.match({ kind, isOwn, counted }, { kind: 'reset', isOwn: false, counted: then.total })
    t.ok(then.v > before.v && then.total < before.total)
  }
})

t.test('the window is too short for a rate', async (t) => {
  const [a, b] = [replicaOf('a', { offset: 100 }), replicaOf('b', { offset: 900 })]
  const how: How = { mode: 'counter' }
  const window = { from: BORDER, to: BORDER + 7000 }
  const made = counterOf({ merged: merge([a, b], how), replicas: [a, b], window, intervalMs: 2000, how })
  t.match(made, { grid: undefined, spikes: [], largest: { merged: undefined } })
})

/** Any replicas that see one counter without a lag, however bursty, with restarts, in any chunks, with samples missing. */
const histories = fc.record({
  steps: fc.array(fc.oneof({ weight: 20, arbitrary: fc.integer({ min: 0, max: 40 }) }, { weight: 1, arbitrary: fc.constant(-1) }), {
    minLength: 50,
    maxLength: 200,
  }),
  replicas: fc.array(
    fc.record({
      every: fc.integer({ min: 5, max: 9 }),
      offset: fc.integer({ min: 0, max: 4 }),
      missing: fc.array(fc.boolean(), { minLength: 7, maxLength: 7 }),
      chunk: fc.integer({ min: 3, max: 20 }),
    }),
    { minLength: 2, maxLength: 3 },
  ),
})

t.test('replicas that see the same counter at the same time make no spike, but for what a restart hides from one', async () => {
  fc.assert(
    fc.property(histories, ({ steps, replicas: all }) => {
      const restarts = steps.includes(-1)
      const values: number[] = []
      for (const step of steps) values.push(step < 0 ? 0 : (values.at(-1) ?? 0) + step)
      const replicas = all.map(({ every, offset, missing, chunk }, number): Replica => {
        const places = values.flatMap((_, place) =>
          place % every === offset % every && !(missing[place % 7]! && place % 3 === 0) ? [place] : [],
        )
        const t = Float64Array.from(places, (place) => place * 100)
        return {
          name: `r${number}`,
          t,
          v: Float64Array.from(places, (place) => values[place]!),
          stale: new Set(),
          chunks: [...t].filter((_, place) => place % chunk === 0),
        }
      })
      const how: How = { mode: 'counter' }
      const window = { from: 0, to: values.length * 100 }
      const { spikes } = counterOf({ merged: merge(replicas, how), replicas, window, intervalMs: 500, how })
      return restarts || spikes.length === 0
    }),
    { numRuns: 300 },
  )
})
