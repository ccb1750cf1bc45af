import { readFileSync } from 'node:fs'
import t from 'tap'
import { lanesOf, replicaAt } from '../../src/dedup/lanes.ts'
import { merge, mergeLanes } from '../../src/dedup/merge.ts'
import { slowly } from './oracle.ts'
import { replica, told } from './replicas.ts'

/* Thanos's own expectations, v0.42.4: pkg/dedup/iter_test.go unless said otherwise. Times in milliseconds. */

type Pairs = [t: number, v: number][]

t.test('TestDedupSeriesIterator', async (t) => {
  const tens = (...values: (number | undefined)[]) =>
    values.flatMap((v, index): Pairs => (v === undefined ? [] : [[(index + 1) * 10_000, v]]))
  const later = (by: number, samples: Pairs) => samples.map(([time, v]): [number, number] => [time + by, v])
  const cases: [what: string, a: Pairs, b: Pairs, merged: Pairs][] = [
    ['the first series is preferred', tens(10, 11, 12, 13), tens(20, 21, 22, 23), tens(10, 11, 12, 13)],
    ['the one that begins earlier is preferred', later(100, tens(1, 1, 1, 1)), tens(2, 2, 2, 2), tens(2, 2, 2, 2)],
    ['one missed scrape does not make it switch', tens(1, 1, undefined, 1), tens(2, 2, 2, 2), tens(1, 1, undefined, 1)],
    ['nor where the other one has a sample in between', tens(1, 1, undefined, 1), later(5000, tens(2, 2, 2, 2)), tens(1, 1, undefined, 1)],
    [
      'after a longer gap it switches, and stays',
      tens(1, 1, 1, undefined, undefined, 1, 1),
      later(100, tens(2, 2, 2, 2, 2, 2)),
      [...tens(1, 1, 1), [50_100, 2], [60_100, 2]],
    ],
  ]
  for (const [what, a, b, merged] of cases) {
    const each = [replica('a', a), replica('b', b)]
    // Thanos's test says which iterator is the first; of whole replicas `lanesOf` finds that out.
    const lanes = each.flatMap((one) => lanesOf([one]))
    t.same(pairs(mergeLanes(lanes, each)), merged, what)
  }
})

t.test('TestDedupSeriesSet: three replicas one after the other, and one of them twice', async (t) => {
  const parts: Pairs[] = [
    [
      [10_000, 1],
      [20_000, 2],
    ],
    [
      [60_000, 3],
      [70_000, 4],
    ],
    [
      [200_000, 5],
      [210_000, 6],
    ],
  ]
  const replicas = [...parts, parts[0]!].map((part, number) => replica(String(number), part))
  t.same(pairs(merge(replicas)), parts.flat())
})

/*
 * The trap: Thanos expects 90000 after 65001, because the iterators of its tests can go back (they search all samples anew); those of a real
 * Query cannot, and 90000 is passed already. So the expectation of a real Query is another one.
 */
const A2401: Pairs = [
  [10_000, 8],
  [20_000, 9],
  [50_001, 10],
  [60_000, 11],
  [70_000, 12],
  [80_000, 13],
  [90_000, 14],
  [100_000, 15],
]
const B2401: Pairs = [
  [10_001, 8],
  [45_001, 8.5],
  [55_001, 9.5],
  [65_001, 10.5],
]
const EXPECTED: [mode: 'counter' | 'plain', Pairs][] = [
  [
    'counter',
    [
      [10_000, 8],
      [20_000, 9],
      [45_001, 9],
      [55_001, 10],
      [65_001, 11],
      [90_000, 14],
      [100_000, 15],
    ],
  ],
  [
    'plain',
    [
      [10_000, 8],
      [20_000, 9],
      [45_001, 8.5],
      [55_001, 9.5],
      [65_001, 10.5],
      [90_000, 14],
      [100_000, 15],
    ],
  ],
]

t.test('TestDedupSeriesSet: regression tests against thanos-io/thanos#2401', async (t) => {
  for (const [mode, expected] of EXPECTED) {
    const lanes = [A2401, B2401].map((samples, number) => samples.map(([time, v], place) => ({ t: time, v, replica: number, place })))
    const back = slowly(lanes, { counter: mode === 'counter', goesBack: true })
    t.same(
      back.map(({ t: time, v }) => [time, v]),
      expected,
      `${mode}, as iterators that go back would have it`,
    )
    const real = merge([replica('a', A2401), replica('b', B2401)], { mode })
    t.same(
      pairs(real),
      expected.filter(([time]) => time !== 90_000),
      `${mode}, as iterators do that never go back`,
    )
  }
})

t.test('TestDedupSeriesSet: real data with stale markers, under rate', async (t) => {
  const { base, a, b, merged } = JSON.parse(readFileSync(new URL('golden/thanos-2401.json', import.meta.url), 'utf8')) as Record<
    'a' | 'b' | 'merged',
    Pairs
  > & { base: number }
  const at = (samples: Pairs) => samples.map(([time, v]): [number, number] => [base + time, v])
  t.same(pairs(merge([replica('a', at(a)), replica('b', at(b))], { mode: 'counter' })), at(merged))
})

t.test('TestOverlapSplitSet: chunks → lanes', async (t) => {
  const cases: [chunks: string, lanes: string[]][] = [
    ['', []],
    ['0-20 21-100 110-300', ['0-20 21-100 110-300']],
    ['0-20 0-30 21-50 31-60 100-160', ['0-20 21-50 100-160', '0-30 31-60']],
    ['50-55 56-100', ['50-55 56-100']],
    ['50-55 55-100', ['50-55', '55-100']],
    ['0-20 0-30 1-15 2-36 16-200 21-50 31-60 100-160', ['0-20 21-50 100-160', '0-30 31-60', '1-15 16-200', '2-36']],
  ]
  for (const [given, lanes] of cases) {
    const chunks = given.split(' ').filter(Boolean)
    // The order in which they are given does not matter.
    const each = [...chunks].reverse().map((chunk) => replica(chunk, chunk.split('-').map(Number)))
    const names = lanesOf(each).map((lane) =>
      Array.from(
        lane.t.filter((_, at) => at % 2 === 0),
        (_, index) => each[replicaAt(lane, index * 2)]?.name,
      ),
    )
    t.same(
      names.map((lane) => lane.join(' ')),
      lanes,
      given,
    )
  }
})

t.test('TestChainDeduplication (test/e2e/query_test.go): values by both algorithms', async (t) => {
  const receivers = [
    replica('1', [
      [0, 1],
      [15_000, 2],
      [45_000, 4],
    ]),
    replica('2', [
      [15_000, 2],
      [30_000, 3],
      [60_000, 5],
    ]),
  ]
  const sum = (algorithm: 'penalty' | 'chain') => merge(receivers, { algorithm }).v.reduce((total, v) => total + v, 0)
  t.equal(sum('penalty'), 7)
  t.equal(sum('chain'), 15)
  t.same(
    told(merge(receivers, { algorithm: 'chain' })).map((sample) => sample.split(' ')[1]),
    ['0=1', '15000=2', '30000=3', '45000=4', '60000=5'],
  )
})

function pairs({ t: times, v }: { t: Float64Array; v: Float64Array }): Pairs {
  return Array.from(times, (time, place) => [time, v[place] ?? Number.NaN])
}
