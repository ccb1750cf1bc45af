import t from 'tap'
import { explain } from '../../src/explain/explanation.ts'
import { narrative } from '../../src/explain/narrative.ts'
import { caseOfExternal, type ExternalSeries } from '../../src/explain/inputs/external.ts'
import type { Sample } from '../../src/model/run.ts'
import { samples } from '../helpers/notation.ts'
import { queryInfo, store } from '../helpers/query-info.ts'

/* What Query says of itself decides what is explained: its replica labels, its algorithm, its stores. */

const FROM = 1_795_371_000
const window = { from: FROM * 1000, to: (FROM + 60) * 1000 }
const series = (labels: Record<string, string>, notation: string, start = 0.25) => ({
  labels: { __name__: 'm', job: 'j', instance: 'i', cluster: 'eu1', ...labels },
  samples: samples(notation, { start: FROM + start }),
})
const up = (labels: Record<string, string>, notation: string, start = 0.25) => {
  const { labels: all, samples: values } = series(labels, notation, start)
  return { labels: { ...all, __name__: 'up' }, samples: values }
}
const external = (more: Partial<ExternalSeries>): ExternalSeries => ({
  selector: 'm',
  matchers: [],
  window,
  readAt: window.to + 60_000,
  series: [],
  ups: [],
  merged: [{ labels: { __name__: 'm', job: 'j', instance: 'i', cluster: 'eu1' }, samples: [] }],
  warnings: [],
  query: queryInfo({ replicaLabels: ['replica', 'rule_replica', 'site'] }),
  ...more,
})
const names = (one: Partial<ExternalSeries>) => caseOfExternal(external(one), {}).replicas.map(({ name }) => name)

t.test('what Query merges is a series without its replica labels', async (t) => {
  const pair = [series({ replica: '1', site: 'y' }, '1x9', 0.75), series({ replica: '0', site: 'x' }, '1x9')]
  t.same(names({ series: pair }), ['0', '1'], 'one label is enough to tell them apart')
  const four = ['0', '1'].flatMap((replica) => ['x', 'y'].map((site) => series({ replica, site }, '1x9')))
  t.same(names({ series: four }), ['replica=0,site=x', 'replica=0,site=y', 'replica=1,site=x', 'replica=1,site=y'])
  const bySite = [series({ replica: '0', site: 'x' }, '1x9'), series({ replica: '0', site: 'y' }, '1x9')]
  t.same(names({ series: bySite }), ['x', 'y'], 'the label that differs')
  t.same(names({ series: pair.slice(0, 1) }), ['replica=1,site=y'])
  t.same(names({ series: [series({}, '1x9'), series({ replica: '0' }, '1x9')] }), ['(none)', '0'])
  t.throws(() => caseOfExternal(external({ series: pair, replicaLabels: ['replica'] }), {}), {
    message: /gives 2 series without replica, not one/,
    hint: /flags say that it merges by replica, rule_replica, site: leave --replica-label out/,
  })
  t.throws(() => caseOfExternal(external({ series: pair, query: queryInfo({ replicaLabels: ['replica'] }) }), {}), {
    message: /gives 2 series without replica, not one/,
    hint: /they differ in site; to explain one of them, add site="y" to the selector/,
  })
  t.throws(() => caseOfExternal(external({ series: pair, query: queryInfo({ replicaLabels: [] }) }), {}), {
    message: /gives 2 series, not one/,
    hint: /no --query.replica-label, so it merges nothing/,
  })
})

t.test('where Query does not say its labels, its answer does', async (t) => {
  const pair = [series({ a: '0' }, '1x9'), series({ a: '1' }, '1x9', 0.75)]
  const one = caseOfExternal(external({ series: pair, query: queryInfo({ replicaLabels: undefined, algorithm: undefined }) }), {})
  t.same(
    one.replicas.map(({ name }) => name),
    ['0', '1'],
  )
  t.match(one.notes, [/merges by a is read off its answer/, /does not say its --deduplication.func/])
})

t.test('a selector that picks a replica is said to do so', async (t) => {
  const matchers = [
    { label: 'site', matcher: 'site="x"' },
    { label: 'job', matcher: 'job="j"' },
  ]
  const { notes } = caseOfExternal(external({ series: [series({ replica: '0', site: 'x' }, '1x9')], matchers }), {})
  t.match(notes, [/site="x", and site is a replica label: Query merges only the replicas that are selected/])
  t.equal(notes.length, 1)
})

t.test('only series with samples in the window count', async (t) => {
  const gone = series({ replica: '0', pod: 'old' }, '1x5', -30)
  const pair = [series({ replica: '0', pod: 'new' }, '1x9'), series({ replica: '1', pod: 'new' }, '1x9', 0.75)]
  t.same(names({ series: [gone, ...pair] }), ['0', '1'])
  t.throws(() => caseOfExternal(external({ series: [gone] }), {}), {
    message: /no sample of m in that time; the nearest one is at 2026-11-22T18:09:35.000Z/,
    hint: /--at 2026-11-22T18:09:35.000Z/,
  })
})

t.test('Query’s own algorithm; --chain is only for the model', async (t) => {
  const pair = [series({ replica: '0' }, '1x9'), series({ replica: '1' }, '1x9', 0.75)]
  const query = queryInfo({ algorithm: 'chain' })
  const one = caseOfExternal(external({ series: pair, query }), {})
  t.equal(one.how.algorithm, 'chain')
  t.equal(explain(one).trace.t.length, 20)
  const other = caseOfExternal(external({ series: pair, query: queryInfo() }), { algorithm: 'chain' })
  t.match(other, { how: { algorithm: 'chain' }, notes: [/func=penalty, and the model with chain/] })
})

t.test('stale markers come from `up` of that very series', async (t) => {
  const pair = [series({ replica: '0' }, '1x4 _x2 1x3'), series({ replica: '1' }, '1x9', 0.75)]
  const ups = [
    up({ replica: '0' }, '1x4 0x1 1x3'),
    up({ replica: '1' }, '1x9', 0.75),
    up({ replica: '0', cluster: 'us1' }, '1x9'),
    up({ replica: '1', cluster: 'us1' }, '0x9', 0.75),
  ]
  const one = caseOfExternal(external({ series: pair, ups }), {})
  t.same(
    one.replicas.map(({ t: times, stale }) => [...stale].map((place) => times[place]! - window.from)),
    [[5250], []],
  )
  t.same(
    one.scrapes.map((scrapes) => [...(scrapes?.v ?? [])].join('')),
    ['11111001111', '1111111111'],
  )
  const rule = caseOfExternal(external({ series: pair, ups: [up({ replica: '0' }, '1x9', 0.1)] }), {})
  t.same(rule.scrapes, [undefined, undefined], 'a rule’s samples are not from scrapes')
})

t.test('a marker at the first scrape of the window is known by the scrape before it', async (t) => {
  const ups = [up({ replica: '0' }, '1x2 0 1x7', -2.75)]
  const one = caseOfExternal(external({ series: [series({ replica: '0' }, '1x2 _ 1x7', -2.75)], ups }), {})
  t.same(
    one.replicas.map(({ t: times, stale }) => [...stale].map((place) => times[place]! - window.from)),
    [[250]],
  )
  t.equal(one.scrapes[0]?.t[0], window.from - 750, 'the scrapes from one before the window on')
})

t.test('each replica has its own interval', async (t) => {
  const slow: Sample[] = [0.5, 8.5, 16.5, 32.5, 40.5].map((time) => [FROM + time, '1'])
  const slowUp: Sample[] = [0.5, 8.5, 16.5, 24.5, 32.5, 40.5].map((time) => [FROM + time, time === 24.5 ? '0' : '1'])
  const fast = series({ replica: '0' }, '1x50')
  const one = caseOfExternal(
    external({
      series: [fast, { ...series({ replica: '1' }, '1'), samples: slow }],
      ups: [up({ replica: '0' }, '1x50'), { ...up({ replica: '1' }, '1'), samples: slowUp }],
    }),
    {},
  )
  t.match(one, { intervalMs: 1000, intervalsMs: [1000, 8000] })
  t.equal(one.replicas[1]?.stale.size, 1)
})

t.test('a partial answer, and copies, are said', async (t) => {
  const pair = [series({ replica: '0' }, '1x9'), series({ replica: '1' }, '1x9', 0.75)]
  const stores = [
    store('s0', { labelSets: [{ cluster: 'eu1', replica: '0' }] }),
    store('s1', { healthy: false, lastError: 'no', labelSets: [{ cluster: 'eu1', replica: '1' }] }),
    store('g', {
      type: 'store',
      labelSets: [
        { cluster: 'eu1', replica: '0' },
        { cluster: 'eu1', replica: '1' },
      ],
    }),
  ]
  const one = caseOfExternal(external({ series: pair, query: queryInfo({ stores }), warnings: ['w'] }), {})
  t.match(one, {
    warnings: ['w'],
    partial: [{ said: 'w' }, { store: 's1', replica: '1', said: 'no' }],
    copies: [{ replica: '0', stores: ['s0 (sidecar)', 'g (store)'] }],
    query: { kind: 'query' },
  })
  t.equal(one.copies.length, 1)
  t.match(one.notes, [/samples of the same time: s0 \(sidecar\) and g \(store\) of 0\./])
  const text = narrative(explain(one))
  t.match(text[0], /answer is partial\. Query warned: “w”\. s1 \(1\) did not answer: “no”\./)
  t.notMatch(text.join('\n'), /agree on all/)
  const chain = caseOfExternal(external({ series: pair, query: queryInfo({ stores, algorithm: 'chain' }) }), {})
  t.same(chain.copies, [], 'a chain returns every time once, whatever it is a copy of')
})
