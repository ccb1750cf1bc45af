import t from 'tap'
import { simulate } from '../../src/dedup/simulate.ts'
import { whatIf, whatIfAnswer, whatIfLines, type WhatIfInput } from '../../src/explain/what-if.ts'

const out = { from: 20_000, to: 30_000, kind: 'dies' as const }
const input = (more: Partial<WhatIfInput> = {}): WhatIfInput => ({
  replicas: simulate(
    [
      { name: 'a', intervalMs: 1000, offsetMs: 100, outages: [out] },
      { name: 'b', intervalMs: 1000, offsetMs: 800, outages: [] },
    ],
    { lengthMs: 40_000 },
  ),
  selector: 'a simulated series',
  window: { from: 0, to: 40_000 },
  intervalMs: 1000,
  how: {},
  ...more,
})

t.test('the same samples by penalty, by chain, and without each replica', async (t) => {
  const rows = whatIf(input()).map(({ algorithm, without, current, longest, gaps, switches, counter }) => [
    algorithm,
    without,
    current,
    longest?.seconds,
    gaps,
    switches,
    counter,
  ])
  t.strictSame(rows, [
    // 2I + d: a is preferred, and away for ten scrapes.
    ['penalty', undefined, true, 2.7, 1, 1, undefined],
    ['chain', undefined, false, 1, 0, 59, undefined],
    ['penalty', 'a', false, 1, 0, 0, undefined],
    ['penalty', 'b', false, 11, 1, 0, undefined],
  ])
})

t.test('what was explained is marked, and the replicas are left out by its algorithm', async (t) => {
  const rows = whatIf(input({ how: { algorithm: 'chain' } }))
  t.same(
    rows.map(({ algorithm, current }) => `${algorithm} ${current}`),
    ['penalty false', 'chain true', 'chain false', 'chain false'],
  )
})

t.test('of a counter, with the largest rate() and the spikes', async (t) => {
  const rows = whatIf(input({ how: { mode: 'counter' } }))
  t.match(rows, [{ counter: { spikes: 0 } }, { counter: { spikes: 0 } }, { counter: { spikes: 0 } }, { counter: { spikes: 0 } }])
  for (const { counter } of rows) t.ok(Math.abs(counter!.largest!.value - 1) < 0.05, 'the counter counts seconds')
})

t.test('a replica that ends, and one without a sample', async (t) => {
  const [a, b] = input().replicas
  const ended = { ...a!, t: a!.t.subarray(0, 10), v: a!.v.subarray(0, 10) }
  const empty = { ...a!, name: 'c', t: new Float64Array(), v: new Float64Array() }
  const rows = whatIf(input({ replicas: [ended, b!, empty] }))
  t.same(
    rows.map(({ without }) => without),
    [undefined, undefined, 'a', 'b'],
  )
  t.match(rows[3], { without: 'b', longest: { from: 9.1, to: 39.8 }, gaps: 1 })
  t.equal(whatIf(input({ replicas: [b!] })).length, 2, 'a replica alone is not left out')
})

t.test('as a table, and as data', async (t) => {
  const lines = whatIfLines(input())
  t.match(lines, [
    /^What if: the same samples, merged in other ways/,
    /^ +samples +longest gap +gaps +switches$/,
    /^ {2}penalty \(as explained\) +39 +2\.700 s from 00:00:19\.100 +1 +1$/,
    /^ {2}chain +70 +1\.000 s from 00:00:\d\d\.800 +0 +59$/,
    /^ {2}without a \(penalty\) +40 +1\.000 s from .* +0 +0$/,
    /^ {2}without b \(penalty\) +30 +11\.000 s from 00:00:19\.100 +1 +0$/,
  ])
  t.match(whatIfLines(input({ how: { mode: 'counter' } }))[1], /largest rate\(\)\[20s\] +spikes$/)
  t.match(whatIfAnswer(input())[3], {
    algorithm: 'penalty',
    without: 'b',
    longestGap: { from: 19.1, to: 30.1, seconds: 11 },
    largestRate: null,
    spikes: null,
  })
})
