import t from 'tap'
import { overlapOf, partialOf, storesWith, storeTimes, unfoundOf } from '../../src/explain/inputs/stores.ts'
import { store } from '../helpers/query-info.ts'

const window = { from: 1000, to: 2000 }
const labels = { __name__: 'm', job: 'j', cluster: 'eu1' }

/** As Query 0.42.4 words them. */
const TIMEOUT =
  'failed to receive any data in 2s from Addr: 127.0.0.1:41102 MinTime: 1795806296000 MaxTime: 9223372036854775807: rpc error: code = Canceled desc = context canceled'
const GONE =
  'receive series from Addr: 127.0.0.1:41102 MinTime: 1795806296000 MaxTime: 9223372036854775807: rpc error: code = Unavailable desc = error reading from server: EOF'
const PROMQL = 'PromQL info: metric might not be a counter, name does not end in _total/_sum/_count/_bucket: "m" (1:6)'

t.test('a store that Query warns of is named, in its words', async (t) => {
  t.same(partialOf([TIMEOUT, PROMQL], [], { labels, window }), [{ store: '127.0.0.1:41102', said: TIMEOUT }])
  t.same(partialOf([TIMEOUT, GONE], [], { labels, window }).length, 1, 'each store once')
  t.same(partialOf(['something new'], [], { labels, window }), [{ said: 'something new' }])
  t.same(partialOf([PROMQL], [], { labels, window }), [], 'PromQL’s own warnings are not about stores')
})

t.test('a store that Query does not ask any more is missing without a warning', async (t) => {
  const gone = { healthy: false, lastError: 'rpc error: connection refused' }
  const stores = [
    store('a', { labelSets: [{ cluster: 'eu1', replica: '0' }] }),
    store('b', { ...gone, labelSets: [{ cluster: 'eu1', replica: '1' }] }),
    store('never-seen', gone),
    store('another-cluster', { ...gone, labelSets: [{ cluster: 'us1', replica: '0' }] }),
    store('another-time', { ...gone, maxTime: 900, labelSets: [{ cluster: 'eu1', replica: '0' }] }),
  ]
  t.same(
    partialOf([], stores, { labels, window }).map(({ store: name }) => name),
    ['b', 'never-seen'],
  )
  const warning = TIMEOUT.replace('127.0.0.1:41102', 'another-cluster')
  t.same(partialOf([warning], stores.slice(3, 4), { labels, window }), [], 'what it did not answer is not of this series')
})

t.test('a replica that Query has no store of, though the lab has it', async (t) => {
  const one = { name: 'a', healthy: true, lastError: null, replica: 'prometheus-1' }
  const both = ['prometheus-0', 'prometheus-1']
  t.same(unfoundOf(both, [one], ['prometheus-1']), [{ replica: 'prometheus-0', said: 'Query has no store of prometheus-0' }])
  t.same(unfoundOf(both, [one], both), [], 'Query returned its samples')
  t.same(unfoundOf(both, [], []), [], 'Query did not say which stores it has')
  t.same(unfoundOf(both, [one, { ...one, name: 'b' }], ['prometheus-1']), [], 'the labels of the other store are others')
})

t.test('which stores have a replica, and the same time of it', async (t) => {
  const own = { ...labels, replica: '0' }
  const stores = [
    store('sidecar', { minTime: 1500, labelSets: [{ cluster: 'eu1', replica: '0' }] }),
    store('other', { labelSets: [{ cluster: 'eu1', replica: '1' }] }),
    store('gateway', {
      type: 'store',
      maxTime: 1800,
      labelSets: [{ cluster: 'eu1', replica: '1' }, { '@thanos_compatibility_store_type': 'store' }, { cluster: 'eu1', replica: '0' }],
    }),
    store('leaf', { type: 'query', labelSets: [{ cluster: 'eu1', replica: '0' }] }),
    store('nothing', { labelSets: [{}] }),
  ]
  const found = storesWith(stores, own, window)
  t.same(
    found.map(({ name }) => name),
    ['sidecar', 'gateway'],
  )
  t.same(overlapOf('0', found, window), { replica: '0', stores: ['sidecar (sidecar)', 'gateway (store)'] })
  t.equal(overlapOf('0', found, { from: 1000, to: 1400 }), undefined, 'not in this window')
  t.equal(overlapOf('0', found.slice(1), window), undefined)
})

t.test('the time that stores have of a replica', async (t) => {
  const own = { ...labels, replica: '0' }
  const labelSets = [{ cluster: 'eu1', replica: '0' }]
  const sidecar = store('s', { minTime: 1500, maxTime: 2 ** 63, labelSets })
  const gateway = store('g', { type: 'store', minTime: 5, maxTime: 900, labelSets })
  t.same(storeTimes([sidecar, gateway, store('other', { labelSets: [{ cluster: 'us1' }] })], own), [
    { store: 's (sidecar)', from: 1500, to: null },
    { store: 'g (store)', from: 5, to: 900 },
  ])
  t.equal(storeTimes([store('other', { labelSets: [{ cluster: 'us1' }] })], own), undefined)
  t.equal(storeTimes([sidecar, store('x', { healthy: false })], own), undefined, 'it may have it')
  t.equal(storeTimes([sidecar, store('leaf', { type: 'query', labelSets })], own), undefined, 'what is behind a Query does not show')
})
