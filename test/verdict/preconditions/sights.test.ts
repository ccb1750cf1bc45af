import t from 'tap'
import { iso } from '../../helpers/run.ts'
import { inconclusive } from '../../helpers/spoil.ts'

t.test('Query did not see every replica', async (t) => {
  inconclusive(t, [
    ['stores not looked at before', ({ run }) => run.sights.shift(), /Before the fault, Query was not asked which replicas/],
    ['stores not looked at afterwards', ({ run }) => run.sights.pop(), /After the return, Query was not asked which replicas/],
    [
      "Query's address is one Prometheus",
      ({ run }) =>
        (run.sights = run.sights.map(({ phase, at: taken }) => ({ phase, at: taken, stores: [], replicas: {}, trouble: 'HTTP 404' }))),
      /Query could not tell which replicas it sees: HTTP 404/,
    ],
    [
      'one store',
      ({ sights: { before } }) => before.stores.pop(),
      /did not see all of 2 replicas: stores of prometheus-0, samples of prometheus-0, /,
    ],
    ['a sick store', ({ sights: { after } }) => after.stores.forEach((store) => (store.healthy = false)), /stores of none/],
    [
      'two stores of one replica',
      ({ sights: { after } }) => after.stores.forEach((store) => (store.replica = 'prometheus-1')),
      /stores of prometheus-1,/,
    ],
    ['stores without a replica label', ({ sights: { after } }) => after.stores.forEach((store) => delete store.replica), /stores of none/],
    ['no sample of one replica', ({ sights: { after } }) => (after.replicas['prometheus-0'] = 0), /samples of prometheus-1\./],
    ['samples of others than the stores', ({ sights: { after } }) => (after.replicas = { a: 9, b: 9 }), /samples of a, b/],
    ['a third replica that nobody saw', ({ run }) => (run.settings.replicas = 3), /did not see all of 3 replicas/],
    ['a number of replicas that is none', ({ run }) => (run.settings.replicas = Number.NaN), /did not see all of NaN/],
    ['a look at the stores taken too early', ({ sights: { after } }) => (after.at = iso(20)), /taken at another time/],
    ['a look at the stores at no time', ({ sights: { before } }) => (before.at = ''), /taken at another time/],
  ])
})
