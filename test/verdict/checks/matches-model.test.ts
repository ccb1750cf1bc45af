import t from 'tap'
import type { Sample } from '../../../src/model/run.ts'
import { matchesModelCheck } from '../../../src/verdict/checks/matches-model.ts'
import { drop, judgeOne, merged, ownOf, type Parts, setError, setMerged, setOwn } from '../../helpers/parts.ts'
import { at, own, ownSamples, UP } from '../../helpers/run.ts'

const judged = (change?: (parts: Parts) => void, of = 'merged', is = 'penalty') =>
  judgeOne(matchesModelCheck, of, { is, 'at-most': 0 }, change)

t.test('what a real run leaves is as in the model', async (t) => {
  t.same(judged(), {
    check: 'matches-model',
    series: 'merged',
    passed: true,
    measured: 0,
    unit: 'number',
    expected: 'penalty',
    detail: 'during the outage 24 samples of 1 replica as in the model; after recovery 41 samples of 2 replicas as in the model',
  })
  t.match(judged(undefined, 'merged', 'chain'), { passed: false, measured: 32 }, 'chain would have answered with the samples of both')
})

const between = (samples: Sample[], from: number, to: number) => samples.filter(([time]) => time > at(from) && time < at(to))
const outside = (samples: Sample[], from: number, to: number) => samples.filter(([time]) => time < at(from) || time > at(to))

/** Answers that are wrong and leave no gap, or the one that is expected. */
const wrong: [name: string, change: (parts: Parts) => void][] = [
  ['both spliced without a gap', ({ after }) => setMerged(after, splice())],
  ['one replica, whole', ({ after }) => setMerged(after, own('prometheus-1', 43.2))],
  ['a sample that no replica has', ({ after }) => merged(after).splice(8, 1, [at(8.5), '1'])],
  ['a value that no replica has', ({ after }) => merged(after).splice(8, 1, [merged(after)[8]![0], '0'])],
  ['a sample is left out', ({ after }) => setMerged(after, outside(merged(after), 5, 6))],
  ['nothing at all', ({ after }) => setMerged(after, [])],
]

/** The victim's samples, and where it has none the other's. */
function splice(): Sample[] {
  return [...own('prometheus-0', 43.2), ...between(own('prometheus-1', 43.2), 16, 27.5)].sort(([a], [b]) => a - b)
}

t.test('another answer is not', async (t) => {
  for (const [name, change] of wrong) t.match(judged(change), { passed: false, measured: Number }, name)
  const { detail } = judged(({ after }) => merged(after).splice(8, 1))
  t.match(detail, /1 of 41 samples of 2 replicas differ, the first at 1795371428.165 \(query: 1@.*prometheus-0: 1@.*1@1795371428.165/)
})

/** What is there shows nothing, neither that it matches nor that it does not. */
const incomparable: [name: string, change: (parts: Parts) => void, detail: RegExp][] = [
  ['one replica alone', ({ after }) => (after.undeduplicated = { 'prometheus-1': 40 }), /no merge of two replicas/],
  ['Query did not answer', ({ after }) => setError(after, 'merged', 'query', 'HTTP 503'), /HTTP 503/],
  ['a replica that Query has gave no samples', ({ after }) => delete after.replicas['prometheus-0'], /prometheus-0 gave no samples/],
  ['Query did not say whom it has', ({ after }) => (after.undeduplicated = {}), /did not say which replicas/],
  ['samples that are none', ({ after }) => (ownOf(after, 'prometheus-0')[3]![1] = 'x'), /prometheus-0: the sample at .* has no number/],
  ['samples that go back', ({ after }) => ownOf(after, 'prometheus-0').reverse(), /comes after/],
  [
    'another Thanos answers otherwise',
    ({ run, after }) => ((run.versions['thanos'] = '0.43.0'), setMerged(after, [])),
    /Query is Thanos 0.43.0; .* models Thanos 0.42.4/,
  ],
]

t.test('what cannot be compared is not judged', async (t) => {
  for (const [name, change, detail] of incomparable) t.match(judged(change), { passed: false, measured: null, detail }, name)
  t.match(judged(undefined, 'victim'), { measured: null, detail: /not read through Query/ })
  t.match(
    judged(({ run }) => (run.versions['thanos'] = '0.43.0')),
    { passed: true, detail: /another version may merge otherwise/ },
  )
})

t.test('the newest samples are not compared: a scrape may still be on its way', async (t) => {
  t.match(
    judged(({ after }) => merged(after).pop()),
    { passed: true },
  )
  t.match(
    judged(({ after }) => setMerged(after, outside(merged(after), 41, 44))),
    { passed: false },
  )
})

/** Query is said to have both, and answers without one of them. */
const meets = (phase: 'during' | 'after', missing: string) => (parts: Parts) => {
  const snapshot = parts[phase]
  snapshot.undeduplicated = { 'prometheus-0': 24, 'prometheus-1': 24 }
  setOwn(snapshot, 'prometheus-0', own('prometheus-0', 15.5))
  setOwn(snapshot, 'prometheus-1', own('prometheus-1', 24.7))
  setMerged(snapshot, ownOf(snapshot, missing === 'prometheus-0' ? 'prometheus-1' : 'prometheus-0'))
}

/* kind, wal-replay, 2026-11-25 23:08: Query was asked a moment before the victim was there again, and the replicas a moment after. */
t.test('in the outage a victim may return while the snapshot is taken', async (t) => {
  t.match(judged(meets('during', 'prometheus-0')), { passed: true, measured: 0 })
  t.match(judged(meets('during', 'prometheus-1')), { passed: false }, 'not the one that nothing happened to')
  t.match(judged(meets('after', 'prometheus-0')), { passed: false }, 'not after recovery')
})

/** prometheus-0's first chunk ends at 8.165: the next one to begin, prometheus-1's, is walked over after it. */
const swapped = ({ run, after }: Parts) => {
  const [preferred, other] = [own('prometheus-0', 14), own('prometheus-1', 14)]
  after.replicas = {
    'prometheus-0': { [UP]: { ...ownSamples(preferred), chunks: [at(0.165), at(9.165)] } },
    'prometheus-1': { [UP]: { ...ownSamples(other), chunks: [at(0.866), at(8.866)] } },
  }
  after.window.to = at(14)
  setMerged(after, [...preferred.filter(([time]) => time < at(8.5)), ...other.filter(([time]) => time > at(8.5))])
  drop(run, 'during')
}

const withoutChunks = (parts: Parts) => {
  swapped(parts)
  for (const pod of ['prometheus-0', 'prometheus-1']) parts.after.replicas[pod] = { [UP]: ownSamples(own(pod as 'prometheus-0', 14)) }
}

t.test('Query walks over chunks: where both begin a new one, it may switch without a gap', async (t) => {
  t.match(judged(swapped), { passed: true, measured: 0 })
  t.match(judged(withoutChunks), { passed: false }, 'the chunks decide')
})
