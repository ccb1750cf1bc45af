import t from 'tap'
import { merge, MODELLED_THANOS, versionWarning } from '../../src/dedup/merge.ts'
import { between, readSamples, shown } from '../../src/dedup/samples.ts'
import { LabError } from '../../src/lib/errors.ts'
import type { Sample } from '../../src/model/run.ts'
import { replica, told } from './replicas.ts'

t.test("Prometheus's shape → samples and back", async (t) => {
  const given: Sample[] = [
    [1_795_371_420.165, '1'],
    [1_795_371_421.165, '-0.5'],
    [1_795_371_422.167, 'NaN'],
    [1_795_371_423.165, '+Inf'],
    [1_795_371_424.165, '-Inf'],
    [1_795_371_425.165, '1e+06'],
    [1_795_371_426.165, 'stale'],
  ]
  const read = readSamples('prometheus-0', given)
  t.equal(read.t[0], 1_795_371_420_165, 'whole milliseconds')
  t.same([...read.v], [1, -0.5, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e6, Number.NaN])
  t.same([...read.stale], [6])
  t.same(
    shown(read).map(([, value]) => value),
    ['1', '-0.5', 'NaN', '+Inf', '-Inf', '1000000'],
    'without the stale marker',
  )
})

t.test('what does not fit is refused, with whose and which', async (t) => {
  const histogram = [[1.5, { count: '3', sum: '4', buckets: [] }]] as unknown as Sample[]
  const cases: [samples: Sample[], says: RegExp][] = [
    [
      [
        [1.5, '1'],
        [1.5, '2'],
      ],
      /two samples at 1\.5/,
    ],
    [
      [
        [2.5, '1'],
        [1.5, '2'],
      ],
      /at 1\.5 comes after the one at 2\.5/,
    ],
    [[[Number.NaN, '1']], /time is NaN/],
    [[[1.5, 'one']], /at 1\.5 has no number: "one"/],
    [[[1.5, '']], /at 1\.5 has no number: ""/],
    [histogram, /at 1\.5 is a native histogram/],
  ]
  for (const [samples, says] of cases) {
    t.throws(() => readSamples('prometheus-0', samples), { code: 'samples', exit: 2, message: says })
    t.throws(() => readSamples('prometheus-0', samples), { message: /^prometheus-0: / })
  }
  t.throws(() => merge([replica('a', [2000, 1000])]), LabError, 'merge itself looks, too')
  t.throws(() => merge([replica('a', [1000.5])]), LabError)
  t.throws(() => merge([{ ...replica('a', [1000]), v: new Float64Array(2) }]), LabError)
})

t.test('no samples', async (t) => {
  for (const replicas of [[], [replica('a', [])], [replica('a', []), replica('b', [])]]) {
    t.same(told(merge(replicas)), [])
    t.same(told(merge(replicas, { mode: 'counter' })), [])
    t.same(told(merge(replicas, { algorithm: 'chain' })), [])
  }
  t.same(told(merge([replica('a', []), replica('b', [1000])])), ['b 1000=1'], 'one of two')
})

t.test('NaN and stale markers are samples to a plain selector, and nothing to a counter', async (t) => {
  const replicas = [
    replica('a', [
      [1000, 1],
      [2000, Number.NaN],
      [3000, 'stale'],
    ]),
    replica('b', [
      [1900, 7],
      [7900, 9],
    ]),
  ]
  t.same(told(merge(replicas)), ['a 1000=1', 'a 2000=NaN', 'a 3000=stale', 'b 7900=9'])
  t.same(
    shown(merge(replicas)).map(([time]) => time),
    [1, 2, 7.9],
    'as a range vector shows it',
  )
  t.same(told(merge(replicas, { mode: 'counter' })), ['a 1000=1', 'b 7900=9'])
})

t.test('a window is left-open, and keeps its stale markers', async (t) => {
  const cut = between(replica('a', [1000, [2000, 'stale'], 3000, [4000, 'stale'], 5000]), { from: 1000, to: 4000 })
  t.same([...cut.t], [2000, 3000, 4000])
  t.same([...cut.stale], [0, 2])
  t.same([...between(cut, { from: 9000, to: 8000 }).t], [])
  t.equal(cut.name, 'a')
})

t.test('another Thanos deserves a warning', async (t) => {
  t.equal(versionWarning(MODELLED_THANOS), undefined)
  t.equal(versionWarning('v0.42.4'), undefined)
  t.match(versionWarning('0.43.0'), /Thanos 0\.43\.0; .*0\.42\.4/)
  t.match(versionWarning('0.42.40'), /0\.42\.40/)
  t.match(versionWarning(undefined), /does not say/)
})
