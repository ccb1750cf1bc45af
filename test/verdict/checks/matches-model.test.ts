import t from 'tap'
import type { Sample } from '../../../src/model/run.ts'
import { matchesModelCheck } from '../../../src/verdict/checks/matches-model.ts'
import { at, own } from '../../helpers/run.ts'
import { parts, type Parts } from '../../helpers/spoil.ts'

const judged = (change: (seen: Parts) => void = () => {}, of = 'merged', is = 'penalty') => {
  const seen = parts()
  change(seen)
  return matchesModelCheck.judge({ of, check: 'matches-model', limits: { is, 'at-most': 0 } }, seen.run)
}

t.test('what a real run leaves is as predicted', async (t) => {
  t.same(judged(), {
    check: 'matches-model',
    series: 'merged',
    held: true,
    measured: 0,
    unit: 'number',
    expected: 'penalty',
    detail: 'during the outage 24 samples of 1 replica as predicted; after the return 41 samples of 2 replicas as predicted',
  })
  t.match(judged(undefined, 'merged', 'chain'), { held: false, measured: 32 }, 'chain would have answered with the samples of both')
})

const without = (samples: Sample[], from: number, to: number) => samples.filter(([time]) => time < at(from) || time > at(to))

/** Lies that leave no gap, or the one that is expected. */
const lies: [name: string, change: (seen: Parts) => void][] = [
  ['both spliced without a hole', ({ after }) => (after.samples = splice())],
  ['one replica, whole', ({ after }) => (after.samples = own('prometheus-1', 43.2))],
  ['a sample that no replica has', ({ after }) => after.samples.splice(8, 1, [at(8.5), '1'])],
  ['a value that no replica has', ({ after }) => after.samples.splice(8, 1, [after.samples[8]![0], '0'])],
  ['a sample is left out', ({ after }) => (after.samples = without(after.samples, 5, 6))],
  ['nothing at all', ({ after }) => (after.samples = [])],
]

/** The struck replica's samples, and where it has none the other's. */
function splice(): Sample[] {
  const struck = own('prometheus-0', 43.2)
  const hole = own('prometheus-1', 43.2).filter(([time]) => time > at(16) && time < at(27.5))
  return [...struck, ...hole].sort(([a], [b]) => a - b)
}

t.test('another answer is not', async (t) => {
  for (const [name, change] of lies) t.match(judged(change), { held: false, measured: Number }, name)
  const { detail } = judged(({ after }) => after.samples.splice(8, 1))
  t.match(detail, /1 of 41 samples of 2 replicas otherwise, the first at 1795371428.165 \(query: 1@.*prometheus-0: 1@.*1@1795371428.165/)
})

/** What is there shows nothing, neither that it holds nor that it does not. */
const mute: [name: string, change: (seen: Parts) => void, detail: RegExp][] = [
  ['one replica alone', ({ run }) => (run.sights.at(-1)!.replicas = { 'prometheus-1': 40 }), /no merge of two replicas/],
  ['Query did not answer', ({ after }) => (after.troubles = { query: 'HTTP 503' }), /HTTP 503/],
  ['a replica that Query has gave no samples', ({ after }) => delete after.replicas['prometheus-0'], /prometheus-0 gave no samples/],
  ['Query did not say whom it has', ({ run }) => (run.sights.at(-1)!.replicas = {}), /did not tell/],
  ['samples that are none', ({ after }) => (after.replicas['prometheus-0']![3]![1] = 'x'), /prometheus-0: the sample at .* has no number/],
  ['samples that go back', ({ after }) => after.replicas['prometheus-0']!.reverse(), /comes after/],
  [
    'another Thanos answers otherwise',
    ({ run, after }) => ((run.versions['thanos'] = '0.43.0'), (after.samples = [])),
    /Query is Thanos 0.43.0; .* models Thanos 0.42.4/,
  ],
]

t.test('what cannot be compared is not judged', async (t) => {
  for (const [name, change, detail] of mute) t.match(judged(change), { held: false, measured: null, detail }, name)
  t.match(judged(undefined, 'struck'), { measured: null, detail: /not read through Query/ })
  t.match(
    judged(({ run }) => (run.versions['thanos'] = '0.43.0')),
    { held: true, detail: /another version may merge otherwise/ },
  )
})

t.test('the newest samples are not compared: a scrape may still be on its way', async (t) => {
  t.match(
    judged(({ after }) => after.samples.pop()),
    { held: true },
  )
  t.match(
    judged(({ after }) => (after.samples = without(after.samples, 41, 44))),
    { held: false },
  )
})

/** Query is said to have both, and answers without one of them. */
const meets = (phase: 'during' | 'after', missing: string) => (seen: Parts) => {
  const sight = seen.run.sights.find((one) => one.phase === phase)!
  sight.replicas = { 'prometheus-0': 24, 'prometheus-1': 24 }
  const look = seen[phase]
  look.replicas = { 'prometheus-0': own('prometheus-0', 15.5), 'prometheus-1': own('prometheus-1', 24.7) }
  look.samples = look.replicas[missing === 'prometheus-0' ? 'prometheus-1' : 'prometheus-0']!
}

/* kind, wal-replay, 2026-11-25 23:08: Query was asked a moment before the struck replica was there again, and the replicas a moment after. */
t.test('in the outage a struck replica may come while it is looked at', async (t) => {
  t.match(judged(meets('during', 'prometheus-0')), { held: true, measured: 0 })
  t.match(judged(meets('during', 'prometheus-1')), { held: false }, 'not the one that nothing happened to')
  t.match(judged(meets('after', 'prometheus-0')), { held: false }, 'not when all is over')
})

/** prometheus-0's first chunk ends at 8.165: the next one to begin, prometheus-1's, is walked over after it. */
const swapped = ({ after, run }: Parts) => {
  after.replicas = { 'prometheus-0': own('prometheus-0', 14), 'prometheus-1': own('prometheus-1', 14) }
  after.to = at(14)
  after.chunks = { 'prometheus-0': [at(0.165), at(9.165)], 'prometheus-1': [at(0.866), at(8.866)] }
  const [followed, other] = [own('prometheus-0', 14), own('prometheus-1', 14)]
  after.samples = [...followed.filter(([time]) => time < at(8.5)), ...other.filter(([time]) => time > at(8.5))]
  run.series['merged']!.looks = [after]
  run.sights = [run.sights.at(-1)!]
}

t.test('Query walks over chunks: where both begin a new one, it may change sides without a hole', async (t) => {
  t.match(judged(swapped), { held: true, measured: 0 })
  t.match(
    judged((seen) => (swapped(seen), delete seen.after.chunks)),
    { held: false },
    'the chunks tell',
  )
})
