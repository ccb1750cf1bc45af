import t from 'tap'
import { readQueryInfo } from '../../src/observe/query-info.ts'
import { impostorAt } from '../helpers/impostors.ts'

const success = (data: unknown) => ({ status: 200, body: { status: 'success', data } })
const nothing = { status: 404, body: '404 page not found' }

/** Answers these paths, and no others. */
const serving = async (paths: Record<string, unknown>) =>
  impostorAt(t, (path) => {
    const data = paths[path.split('/').at(-1) ?? '']
    if (path === '/metrics') return data === undefined ? nothing : { status: 200, body: data }
    return data === undefined ? nothing : success(data)
  })

/** As Query 0.42.4 prints them. */
const flags = {
  'deduplication.func': 'chain',
  'query.lookback-delta': '1m30s',
  'query.mode': 'local',
  'query.partial-response': 'false',
  'query.replica-label': 'prometheus_replica,site',
}
const stores = {
  sidecar: [
    {
      name: '127.0.0.1:41101',
      lastCheck: '2026-11-27T19:05:00Z',
      lastError: null,
      labelSets: [{ cluster: 'eu2', prometheus_replica: '0', site: 'x' }],
      minTime: 1795806296000,
      // Go's largest number, as JavaScript reads it.
      maxTime: 2 ** 63,
    },
  ],
  store: [{ name: '127.0.0.1:41105', lastError: 'rpc error', labelSets: [], minTime: 1, maxTime: 2 }],
}

t.test('a Query says how it merges, and which stores it has', async (t) => {
  const query = await serving({ buildinfo: { version: '0.42.4' }, flags, stores })
  t.match(await readQueryInfo(query), {
    kind: 'query',
    version: '0.42.4',
    replicaLabels: ['prometheus_replica', 'site'],
    algorithm: 'chain',
    partialResponse: false,
    lookbackMs: 90_000,
    distributed: false,
    stores: [
      { name: '127.0.0.1:41101', type: 'sidecar', healthy: true, lastError: null, labelSets: [{ site: 'x' }] },
      { name: '127.0.0.1:41105', type: 'store', healthy: false, lastError: 'rpc error', minTime: 1, maxTime: 2 },
    ],
  })
})

t.test('without labels it merges nothing; a look-back that is not set is PromQL’s', async (t) => {
  const query = await serving({ flags: { ...flags, 'query.replica-label': '', 'query.lookback-delta': '0s', 'query.mode': 'distributed' } })
  t.match(await readQueryInfo(query), { kind: 'query', replicaLabels: [], lookbackMs: 300_000, distributed: true, version: undefined })
})

t.test('an older Query prints a label a line', async (t) => {
  const query = await serving({ flags: { ...flags, 'query.replica-label': 'site\nprometheus_replica\nsite' } })
  t.match(await readQueryInfo(query), { replicaLabels: ['prometheus_replica', 'site'] })
})

t.test('what is no Query, or does not tell', async (t) => {
  const prometheus = await serving({ buildinfo: { version: '3.16.0' }, flags: { 'storage.tsdb.path': 'data/' } })
  t.match(await readQueryInfo(prometheus), { kind: 'prometheus', version: '3.16.0', replicaLabels: undefined, stores: [] })
  const metrics = '# TYPE thanos_query_frontend_queries_total counter\nthanos_query_frontend_queries_total 1\n'
  const frontend = await serving({ flags, stores, metrics })
  t.match(await readQueryInfo(frontend), { kind: 'query-frontend', replicaLabels: ['prometheus_replica', 'site'] })
  const blocked = await serving({ buildinfo: { version: '0.42.4' } })
  t.match(await readQueryInfo(blocked), { kind: 'unknown', replicaLabels: undefined, algorithm: undefined, partialResponse: undefined })
  t.match(await readQueryInfo({ url: 'http://127.0.0.1:1' }), { kind: 'unknown', version: undefined })
  const page = await impostorAt(t, () => ({ status: 200, body: 'a login page' }))
  t.match(await readQueryInfo(page), { kind: 'unknown', stores: [] })
})
