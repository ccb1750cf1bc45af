import t from 'tap'
import { readSamples, STALE } from '../../src/dedup/samples.ts'
import { silences, withMarkers } from '../../src/dedup/stale-markers.ts'
import type { Sample } from '../../src/model/run.ts'
import { samples } from '../helpers/notation.ts'

// `up` and a series of the same target, one place a second from 0 on, and the times of the markers that Prometheus wrote.
const cases: [what: string, up: string, series: string, markers: number[]][] = [
  ['all is well', '1x5', '1x5', []],
  ['one scrape failed', '1 1 0 1 1', '1 1 _ 1 1', [2]],
  ['only the first of several writes a marker', '1 1 0x1 1', '1 1 _x2 1', [2]],
  ['each time anew', '1 0 1 0 1', '1 _ 1 _ 1', [1, 3]],
  ['the target does not have it any more', '1x3', '1 1 _x2', [2]],
  ['it comes later', '1x3', '_ _ 1 1', []],
  ['of the first scrape it is not known', '0 1', '_ 1', []],
  ['killed: Prometheus has forgotten', '1 1 _x2 0 0', '1 1 _x4', []],
  ['killed, and well again', '1 1 _x2 1', '1 1 _x2 1', []],
]

t.test('markers are put back where up shows that a scrape lacked the series', async (t) => {
  for (const [what, up, series, markers] of cases) {
    const given = readSamples('a', samples(series, { start: 100.25 }))
    const back = withMarkers(given, readSamples('a', samples(up, { start: 100.25 })), 1000)
    t.same(
      [...back.stale].map((place) => back.t[place]),
      markers.map((second) => 100_250 + second * 1000),
      what,
    )
    t.same(
      [...back.t].filter((_, place) => !back.stale.has(place)),
      [...given.t],
      `${what}: the rest stays`,
    )
    t.same(
      [...back.t],
      [...back.t].sort((one, other) => one - other),
    )
  }
})

t.test('markers that are there stay, and are not put twice', async (t) => {
  const marked: Sample[] = [
    [1, '5'],
    [2, STALE],
    [4, '6'],
    [5, '7'],
  ]
  const back = withMarkers(readSamples('a', marked), readSamples('a', samples('1 0 0 1 1 0', { start: 1 })), 1000)
  t.same([...back.v], [5, Number.NaN, 6, 7, Number.NaN])
  t.same([...back.stale], [1, 4])
})

t.test('a series with other times than up is not of that target', async (t) => {
  const rule = readSamples('a', samples('1 1 1', { start: 100 }))
  t.equal(withMarkers(rule, readSamples('a', samples('1 0 1', { start: 100.25 })), 1000), rule)
})

/** When there are markers, milliseconds, by an interval of 1 s where `up` is too short to tell. */
function markersOf(up: string, series: string, intervalMs: number): (number | undefined)[] {
  const back = withMarkers(readSamples('a', samples(series, { intervalMs })), readSamples('a', samples(up, { intervalMs })), 1000)
  return [...back.stale].map((place) => back.t[place])
}

t.test('each replica has its own interval, and can change it', async (t) => {
  t.same(markersOf('1x5 0 1', '1x5 _ 1', 8000), [48_000], 'eight times the interval of the lab')
  const raised = `1x6 ${'_x3 1 '.repeat(4)} _x3 0 _x3 1`
  t.same(markersOf(raised, raised.replace('0', '_'), 1000), [26_000], 'raised from 1 s to 4 s, then a scrape that fails')
  t.same(markersOf('1x6 _x8 0 0 1', '1x6 _x8 _ _ 1', 1000), [], 'away for nine intervals')
})

const silent = (series: string, until: number, intervalMs = 1000) =>
  silences(readSamples('a', samples(series, { intervalMs })), intervalMs, until).map(({ from, to }) => [from, to])

t.test('where Query is asked for markers that up does not show', async (t) => {
  t.same(silent('1x5', 6000), [], 'the next one is due')
  t.same(silent('1x5', 6200), [[5000, 6200]], 'none came')
  t.same(silent('1x5 _x3 1x2', 11_000), [[5000, 9000]])
  t.same(silent('1x5 _x3 1x2', 88_000, 8000), [[40_000, 72_000]], 'by its own interval')
  const known = readSamples(
    'a',
    [...samples('1x5 _x3 1x2', { intervalMs: 1000 }), [6, STALE] as Sample].sort(([one], [other]) => one - other),
  )
  t.same(silences(known, 1000, 10_000), [], 'not where there is one already')
})
