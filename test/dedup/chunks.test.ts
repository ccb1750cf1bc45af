import { readFileSync } from 'node:fs'
import t from 'tap'
import { ChunkSize, chunkStarts, historyFrom } from '../../src/dedup/head-chunks.ts'
import { merge } from '../../src/dedup/merge.ts'
import { replica, told } from './replicas.ts'

const HOURS = 3600 * 1000

interface Recorded {
  begins: number
  distances: number[]
  values: string[]
  starts: number[]
  bytes: number[]
}

const recorded = JSON.parse(readFileSync(new URL('golden/chunks.json', import.meta.url), 'utf8')) as Recorded

/** The recorded series, with its stale markers. */
function series() {
  let time = recorded.begins
  return replica(
    'a',
    recorded.values.map((value, place) => [(time += recorded.distances[place]!), value === 'stale' ? value : Number(value)] as const),
  )
}

t.test('chunks begin where those of a real Prometheus begin', async (t) => {
  t.same(
    chunkStarts(series()).map((start) => start - recorded.begins),
    recorded.starts,
  )
})

t.test('and are as large, by which two of them were cut', async (t) => {
  const { t: times, v, stale } = series()
  const sizes = recorded.starts.slice(0, -1).map((start, chunk) => {
    const size = new ChunkSize()
    times.forEach((time, place) => {
      const since = time - recorded.begins
      if (since >= start && since < recorded.starts[chunk + 1]!) size.add(time, v[place]!, stale.has(place))
    })
    return size.bytes
  })
  t.same(sizes, recorded.bytes)
  t.equal(sizes.filter((bytes) => bytes > 1005).length, 2)
})

t.test('at an even interval chunks are of equal length, and end at the boundary of two hours', async (t) => {
  // A quarter of a chunk takes 29 s, so 62 chunks fit into two hours: each ends with the first sample after 116.129 s.
  t.same(
    chunkStarts(every(1000, 4 * HOURS, 400)).map((start) => start - 4 * HOURS),
    [0, 117_000, 234_000, 351_000],
  )
  t.same(
    chunkStarts(every(15_000, 2 * HOURS - 60_000, 200)).map((start) => start - 2 * HOURS),
    [-60_000, 0, 1_800_000],
  )
  t.same(
    chunkStarts(every(1, 2 * HOURS, 500)).map((start) => start - 2 * HOURS),
    [0, 120, 240, 360, 480],
    'very fast',
  )
  t.same(chunkStarts(replica('a', [])), [])
})

function every(ms: number, from: number, count: number) {
  return replica(
    'a',
    Array.from({ length: count }, (_, scrape) => from + scrape * ms),
  )
}

t.test('what has to be known begins at that boundary', async (t) => {
  t.equal(historyFrom(2 * HOURS + 1), 2 * HOURS - 1, 'its sample is wanted, and an edge is open')
  t.equal(historyFrom(2 * HOURS), 2 * HOURS - 1)
  t.equal(historyFrom(2 * HOURS - 1), -1)
})

/*
 * What Query knows are lanes. Two replicas cut a chunk within one interval: b's new chunk goes on where a's old one ended, and Query goes
 * over from a to b though nothing is missing.
 */
t.test('chunks that are cut at about the same time make Query change its replica', async (t) => {
  const a = { ...replica('a', [1000, 2000, 3000, 4000, 5000]), chunks: [1000, 4000] }
  const b = { ...replica('b', [1400, 2400, 3400, 4400, 5400]), chunks: [1400, 3400] }
  const merged = merge([a, b])
  t.same(told(merged), ['a 1000=1', 'a 2000=1', 'a 3000=1', 'b 3400=1', 'b 4400=1', 'b 5400=1'])
  t.same(merged.switches, [{ place: 3, at: 3400, from: 0, to: 1, penaltyMs: 0, skipped: [] }])
  t.same(
    told(merge([a, { ...b, chunks: [1400, 4400] }])),
    ['a 1000=1', 'a 2000=1', 'a 3000=1', 'a 4000=1', 'a 5000=1'],
    'not so where they overlap',
  )
})

/* As a rule's samples are: prometheus-0 was killed, and Query followed prometheus-1 (native, 5 s, 2026-11-25 20:55). */
t.test('of replicas whose samples have equal times the one with more of them comes first', async (t) => {
  const whole = replica('whole', [1000, 2000, 3000, 4000, 5000, 6000])
  const away = replica('away', [1000, 5000, 6000])
  for (const replicas of [
    [away, whole],
    [whole, away],
  ])
    t.same(
      told(merge(replicas)),
      ['1000', '2000', '3000', '4000', '5000', '6000'].map((time) => `whole ${time}=1`),
    )
  const later = replica('later', [1000, 2000, 3000, 4000, 5000])
  t.match(told(merge([away, later])), ['later 1000=1'], 'it ends earlier')
})
