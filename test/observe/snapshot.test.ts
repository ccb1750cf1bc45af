import t from 'tap'
import type { Phase, Source } from '../../src/model/run.ts'
import { type QueryToRead, type SeriesToRead, takeMergedSnapshot, takeSnapshot } from '../../src/observe/snapshot.ts'
import { impostorLab, ok } from '../helpers/impostors.ts'

const SERIES = [{ metric: { replica: 'a' }, values: [[1000.14, '1']] }]
/** Of all raw samples, Unix ms. */
const WINDOW = { from: 1_000_140, to: 1_010_000 }
const REPLICAS = ['prometheus-0', 'prometheus-1']
const UP = 'up{job="x"}'

const merged: SeriesToRead = { name: 'merged', selector: UP, source: { via: 'query' } }
const query = (source: Source, more: Partial<QueryToRead> = {}): QueryToRead => ({
  name: 'total',
  expression: 'sum(up)',
  source,
  window: WINDOW,
  ...more,
})
const request = (phase: Phase, series: SeriesToRead[], queries: QueryToRead[] = []) => ({
  phase,
  window: WINDOW,
  series,
  queries,
  firstMerged: series.find(({ source }) => source.via === 'query')?.selector,
})

/* kind, both-down, 2026-11-26 00:11: Query stalled for 19.4 s after a pod had gone, and the next fault came when the first was over. */
t.test('a Query that stalls is waited for as long as was said, and what the replicas have is in the snapshot', async (t) => {
  const lab = await impostorLab(t, ({ part }) => (part === 'query' ? new Promise<never>(() => {}) : ok(SERIES)))
  const { queries, replicas } = await takeMergedSnapshot(lab, WINDOW, [merged], 1000)
  t.same(
    lab.requests.flatMap(({ part, path }) => (part === 'query' ? [path] : [])),
    ['/api/v1/query'],
  )
  t.match(queries, { merged: { answers: [], errors: { query: /no answer/ } } })
  t.same(Object.keys(replicas).sort(), REPLICAS)
  t.match(replicas['prometheus-0'], { [UP]: { samples: [[1000.14, '1']] } })
})

t.test('a replica that stalls keeps nothing else from being read', async (t) => {
  const lab = await impostorLab(t, ({ part }) => (part === 'prometheus-0' ? new Promise<never>(() => {}) : ok(SERIES)))
  const { queries, replicas } = await takeSnapshot(lab, request('during', [merged]))
  t.match(replicas, { 'prometheus-0': { [UP]: { error: /no answer/ } }, 'prometheus-1': { [UP]: { samples: SERIES[0]!.values } } })
  t.match(queries, { merged: { errors: {}, answers: [{ source: 'query', series: [{ values: SERIES[0]!.values }] }] } })
})

t.test('each replica is asked for each selector once, however often it is observed', async (t) => {
  const lab = await impostorLab(t, () => ok(SERIES))
  const victim: SeriesToRead = { name: 'victim', selector: UP, source: { via: 'replica', replica: 'prometheus-0' } }
  const snapshot = await takeSnapshot(
    lab,
    request('during', [merged, victim, { name: 'nobody', selector: UP, source: { via: 'replica' } }]),
  )
  const own = lab.requests.filter(({ part, path }) => REPLICAS.includes(part) && path === '/api/v1/query')
  t.same(own.map(({ part }) => part).sort(), REPLICAS)
  t.match(snapshot, { phase: 'during', window: { from: 1000.14, to: 1010 } })
  t.same(
    snapshot.queries['victim'],
    { source: { via: 'replica', replica: 'prometheus-0' }, answers: [], errors: {} },
    'it stands under replicas alone',
  )
  t.same(snapshot.queries['nobody'], { source: { via: 'replica' }, answers: [], errors: {} })
})

t.test('what gives no series, or several, is an error with the number', async (t) => {
  const lab = await impostorLab(t, ({ part }) => ok(part === 'prometheus-0' ? [] : [...SERIES, ...SERIES]))
  const { queries, replicas } = await takeSnapshot(
    lab,
    request('before', [merged, { ...merged, name: 'naive', source: { via: 'service' } }]),
  )
  t.match(replicas, {
    'prometheus-0': { [UP]: { error: 'gave 0 series, not one' } },
    'prometheus-1': { [UP]: { error: 'gave 2 series, not one' } },
  })
  t.match(queries, {
    merged: { errors: { query: 'gave 2 series, not one' } },
    naive: { answers: [], errors: { service: 'gave 2 series, not one' } },
  })
  t.same(
    queries['naive']?.order,
    Array.from({ length: 20 }, () => null),
  )
})

t.test('what each replica has: its labels, up of the same target from two intervals before, and where its chunks begin', async (t) => {
  const metric = { __name__: 'go_goroutines', job: 'j', instance: 'i' }
  const lab = await impostorLab(t, ({ params }) => ok([{ metric: params['query']?.startsWith('up') ? {} : metric, values: [[1001, '7']] }]))
  const selector = 'go_goroutines{job="j"}'
  const { replicas } = await takeSnapshot(lab, request('after', [{ ...merged, selector }]))
  t.match(replicas['prometheus-1']?.[selector], { labels: metric, samples: [[1001, '7']], up: [[1001, '7']] })
  const up = lab.requests.find(({ part, params }) => part === 'prometheus-1' && params['query']?.startsWith('up'))
  t.equal(up?.params['query'], 'up{job="j",instance="i"}[11860ms]')
})

t.test('what Query sees: its stores, and the samples of each replica without merging; why, where it does not say', async (t) => {
  const apart = REPLICAS.map((replica, index) => ({ metric: { replica }, values: SERIES[0]!.values.slice(index) }))
  const stores = { sidecar: [{ name: 'a', lastError: 'connection refused', labelSets: [{ replica: 'prometheus-0' }] }] }
  const lab = await impostorLab(t, ({ path, params }) => {
    if (path === '/api/v1/stores') return { status: 200, body: { data: stores } }
    return path === '/api/v1/rules' ? { status: 503, body: 'no' } : ok(params['dedup'] === 'false' ? apart : SERIES)
  })
  const snapshot = await takeSnapshot(lab, request('during', [merged]))
  t.match(snapshot.stores, [{ replica: 'prometheus-0', healthy: false }])
  t.same(snapshot.undeduplicated, { 'prometheus-0': 1, 'prometheus-1': 0 })
  t.notOk('rules' in snapshot || 'errors' in snapshot, 'few scenarios are about rules')
  const silent = await impostorLab(t, ({ part }) => (part === 'query' ? { status: 503, body: 'no' } : ok(SERIES)))
  t.match(await takeSnapshot(silent, request('during', [merged])), {
    stores: [],
    undeduplicated: {},
    errors: { stores: '/api/v1/stores answered HTTP 503: not a Thanos Query', undeduplicated: 'HTTP 503' },
  })
})

t.test('a query: the graph through Query, and of each replica', async (t) => {
  const lab = await impostorLab(t, () => ok(SERIES, { warnings: ['a store failed'] }))
  const { queries } = await takeSnapshot(lab, request('during', [], [query({ via: 'query', dedup: false })]))
  const total = queries['total']
  t.same(total?.window, { from: 1000.14, to: 1010, stepSeconds: 1 })
  t.same(
    total?.answers.map(({ source, warnings }) => [source, warnings]),
    ['query', ...REPLICAS].map((source) => [source, ['a store failed']]),
  )
  t.same(total?.answers[0]?.series, [{ labels: { replica: 'a' }, values: [[1000.14, '1']] }])
  const graphs = lab.requests.filter(({ path }) => path === '/api/v1/query_range')
  t.match(
    graphs.find(({ part }) => part === 'query'),
    { params: { query: 'sum(up)', start: '1000.140', end: '1010.000', step: '1.000', dedup: 'false' } },
  )
  t.notOk(graphs.some(({ part, params }) => part !== 'query' && 'dedup' in params))
})

t.test('a query through the Service twenty times, one after the other, in the order asked', async (t) => {
  let count = 0
  const face = () => [{ metric: { face: String((count += 1)) }, values: [] }]
  const lab = await impostorLab(t, ({ part }) => ok(part === 'service' ? face() : []))
  const { queries } = await takeSnapshot(lab, request('after', [], [query({ via: 'service' })]))
  const { answers = [], order } = queries['total'] ?? {}
  const numbers = Array.from({ length: 20 }, (_, index) => index)
  t.same(order, numbers)
  t.same(
    answers.flatMap(({ source, series }) => (source === 'service' ? [series[0]?.labels['face']] : [])),
    numbers.map((number) => String(number + 1)),
  )
  t.equal(answers.length, 22)
})

t.test('equal answers of the Service stand in the snapshot once; a request without an answer has its place', async (t) => {
  let count = 0
  const answer = () => {
    count += 1
    return count === 3 ? { status: 500, body: {} } : ok([{ metric: { face: String(count % 2) }, values: [] }])
  }
  const lab = await impostorLab(t, ({ part }) => (part === 'service' ? answer() : ok([])))
  const { queries } = await takeSnapshot(lab, request('after', [{ ...merged, name: 'naive', source: { via: 'service' } }]))
  const { answers, order, errors } = queries['naive'] ?? {}
  t.same(
    answers?.map(({ series }) => series[0]?.labels['face']),
    ['1', '0'],
  )
  t.same(order?.slice(0, 5), [0, 1, null, 1, 0])
  t.same(errors, { service: 'HTTP 500' })
})

t.test('what refuses is in the snapshot with its error', async (t) => {
  const lab = await impostorLab(t, () => ({ status: 400, body: { status: 'error', error: 'parse error' } }))
  const { queries } = await takeSnapshot(lab, request('before', [], [query({ via: 'replica', replica: 'prometheus-0' })]))
  t.same(queries['total']?.answers, [])
  t.same(queries['total']?.errors, { 'prometheus-0': 'HTTP 400: parse error', 'prometheus-1': 'HTTP 400: parse error' })
})

t.test(
  "a counter's own samples: of the snapshot where its range reaches to the left edge, else from as far back as it reaches",
  async (t) => {
    const counter = { call: 'rate' as const, selector: 'http_total', rangeMs: 4000 }
    const near = query({ via: 'query' }, { counter, window: { from: WINDOW.from + counter.rangeMs, to: WINDOW.to } })
    const read = async (one: QueryToRead) => {
      const lab = await impostorLab(t, () => ok(SERIES))
      const { replicas, queries } = await takeSnapshot(lab, request('during', [merged], [one]))
      const asked = lab.requests.filter(({ params }) => params['query']?.startsWith('http_total['))
      return { replicas, result: queries['total'], asked }
    }
    const inside = await read(near)
    t.match(inside.replicas['prometheus-0'], { http_total: { samples: SERIES[0]!.values } })
    t.match(inside.result, { counter, counterSamples: undefined })
    t.same(inside.asked.map(({ params }) => params['query']).sort(), ['http_total[9860ms]', 'http_total[9860ms]'])
    const back = await read({ ...near, window: WINDOW })
    t.notOk('http_total' in (back.replicas['prometheus-0'] ?? {}))
    t.match(back.result?.counterSamples, {
      from: 996.14,
      replicas: Object.fromEntries(REPLICAS.map((pod) => [pod, { samples: SERIES[0]!.values }])),
    })
    t.same(back.asked.map(({ params }) => params['query']).sort(), ['http_total[13860ms]', 'http_total[13860ms]'])
  },
)
