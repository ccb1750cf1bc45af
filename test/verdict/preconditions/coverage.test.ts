import t from 'tap'
import type { RunRecord } from '../../../src/model/run.ts'
import { drop, endAt, inconclusive, merged, ownOf, setError, setGap, setMerged, setOwn, setOwnError } from '../../helpers/parts.ts'
import { at, EDGE, iso } from '../../helpers/run.ts'

t.test('snapshots that could not have shown a gap', async (t) => {
  inconclusive(t, [
    ['none before', ({ run }) => drop(run, 'before'), /There is no snapshot of merged before the fault/],
    ['none of the outage', ({ run }) => drop(run, 'during'), /There is no snapshot of merged during the outage/],
    ['none after recovery', ({ run }) => drop(run, 'after'), /There is no snapshot of merged after recovery/],
    ['none at all', ({ run }) => (run.snapshots = []), /no answer of merged to measure/],
    [
      'another left edge, by a millisecond',
      ({ after }) => (after.window.from = at(0.141)),
      /After recovery, merged was read with another left edge/,
    ],
    ['one before, but too late', ({ before }) => (before.window.to = at(16)), /was taken when the kill of prometheus-0 had begun/],
    ['a gap from before the fault', ({ before }) => setGap(before, 2, 8, 'prometheus-0'), /merged had a gap of 7.00 s before the fault/],
    ['one that ends before the fault', ({ during }) => endAt(during, 15), /during the outage does not include the fault/],
    ['one that ends right after the fault', ({ during }) => endAt(during, 17), /ended 1\.50 s after the kill: too early/],
    ['a last one that ends before the return', ({ after }) => endAt(after, 25), /ended before the kill of prometheus-0 was healed/],
    ['a last one that begins after the fault', ({ after }) => (after.window.from = at(20)), /does not go back to the fault/],
  ])
})

t.test('Query did not see every replica', async (t) => {
  inconclusive(t, [
    ['not asked before', ({ run }) => drop(run, 'before'), /Before the fault, Query was not asked which replicas/],
    ['not asked afterwards', ({ run }) => drop(run, 'after'), /After recovery, Query was not asked which replicas/],
    [
      "Query's address is one Prometheus",
      ({ run }) => {
        for (const snapshot of run.snapshots) Object.assign(snapshot, { stores: [], undeduplicated: {}, errors: { stores: 'HTTP 404' } })
      },
      /Query did not say which replicas it sees: HTTP 404/,
    ],
    ['one store', ({ before }) => before.stores.pop(), /did not see all of 2 replicas: stores of prometheus-0, samples of prometheus-0, /],
    ['a sick store', ({ after }) => after.stores.forEach((store) => (store.healthy = false)), /stores of none/],
    [
      'two stores of one replica',
      ({ after }) => after.stores.forEach((store) => (store.replica = 'prometheus-1')),
      /stores of prometheus-1,/,
    ],
    ['stores without a replica label', ({ after }) => after.stores.forEach((store) => delete store.replica), /stores of none/],
    ['no sample of one replica', ({ after }) => (after.undeduplicated['prometheus-0'] = 0), /samples of prometheus-1\./],
    ['samples of others than the stores', ({ after }) => (after.undeduplicated = { a: 9, b: 9 }), /samples of a, b/],
    ['a third replica that nobody saw', ({ run }) => (run.settings.replicas = 3), /did not see all of 3 replicas/],
    ['a number of replicas that is none', ({ run }) => (run.settings.replicas = Number.NaN), /did not see all of NaN/],
    ['a snapshot taken too early', ({ after }) => (after.at = iso(20)), /taken at another time/],
    ['a snapshot at no time', ({ before }) => (before.at = ''), /taken at another time/],
  ])
})

const everySnapshot = (run: RunRecord, change: (snapshot: RunRecord['snapshots'][number]) => void) => run.snapshots.forEach(change)

t.test('answers to another query', async (t) => {
  inconclusive(t, [
    [
      'two series',
      ({ after }) => setError(after, 'merged', 'query', '2 series'),
      /After recovery, Query did not give exactly one series of merged: 2 series/,
    ],
    [
      'no series before',
      ({ before }) => setOwnError(before, 'prometheus-0', 'no series'),
      /Before the fault, prometheus-0 did not give exactly one series of merged/,
    ],
    [
      'the survivor did not answer',
      ({ during }) => setOwnError(during, 'prometheus-1', 'timeout'),
      /During the outage, prometheus-1 did not give exactly one series of merged/,
    ],
    ['an empty answer', ({ during }) => setMerged(during, []), /During the outage, Query gave no sample of merged/],
    [
      'a replica that nobody is',
      ({ run, kill }) => (delete kill.replica, everySnapshot(run, ({ queries }) => delete queries['victim']?.source.replica)),
      /The replica that victim is read from was never resolved/,
    ],
    [
      'an empty control',
      ({ run }) => everySnapshot(run, (snapshot) => setOwn(snapshot, 'prometheus-0', [])),
      /After recovery, prometheus-0 gave no sample of victim/,
    ],
    ['a replica left out', ({ after }) => delete after.replicas['prometheus-0'], /After recovery, only 1 of 2 replicas gave samples/],
    ['the survivor left out', ({ during }) => (during.replicas = {}), /During the outage, only 0 of 1 replica gave samples/],
    ['a replica with nothing', ({ before }) => setOwn(before, 'prometheus-1', []), /Before the fault, only 1 of 2 replicas gave samples/],
    ['a time that is no number', ({ after }) => merged(after).push([Number.NaN, '1']), /merged has samples outside of its window/],
    ['samples of another time', ({ after }) => merged(after).unshift([EDGE - 60, '1']), /merged has samples outside of its window/],
    [
      "a replica's samples of another time",
      ({ after }) => ownOf(after, 'prometheus-0').push([at(99), '1']),
      /not the answer to that query/,
    ],
    ['edges that are no numbers', ({ during }) => (during.window.to = Number.NaN), /not the answer to that query/],
  ])
})
