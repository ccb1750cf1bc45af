import t from 'tap'
import { readExternalQuery } from '../../src/observe/external-query.ts'
import { rawSamples } from '../../src/observe/prometheus.ts'
import { impostorAt } from '../helpers/impostors.ts'

const window = { from: 1_000_000, to: 1_060_000 }
const around = { from: 900_000, to: 1_090_000 }
const series = { selector: 'go_goroutines{job="j"}', replicaLabels: ['prometheus', 'site'], window, around }
const result = (metric: Record<string, string>) => [{ metric, values: [[1010, '1']] }]

/** A Query that keeps every request. */
async function query(status = 200) {
  const requests: (Record<string, string> & { labels: string })[] = []
  const address = await impostorAt(t, async (_, params, { searchParams }) => {
    requests.push({ ...params, labels: searchParams.getAll('replicaLabels[]').join() })
    if (status !== 200) return { status, body: { status: 'error', error: 'nope' } }
    const isUp = params['query']!.startsWith('up')
    const metric = { __name__: isUp ? 'up' : 'go_goroutines', job: 'j', instance: 'i', prometheus: 'a' }
    const warnings = ['the same', isUp ? 'of up' : 'of both']
    return { status: 200, body: { status: 'success', data: { result: result(metric) }, warnings } }
  })
  return { requests, address }
}

t.test('each replica apart, its up, and the merge by that label', async (t) => {
  const { requests, address } = await query()
  const external = await readExternalQuery(address, series)
  t.match(external, {
    warnings: ['the same', 'of both', 'of up'],
    series: [{ labels: { prometheus: 'a' } }],
    ups: [{ labels: { __name__: 'up' } }],
    merged: [{ samples: [[1010, '1']] }],
  })
  t.same(
    requests.map(({ query: text, dedup, time, labels }) => [text, dedup, time, labels]).sort(),
    [
      ['go_goroutines{job="j"}[190000ms]', 'false', '1090.000', 'prometheus,site'],
      ['go_goroutines{job="j"}[60000ms]', 'true', '1060.000', 'prometheus,site'],
      ['up{job="j",instance="i"}[190000ms]', 'false', '1090.000', ''],
    ],
    'the replicas from further back, and on, so that their chunks can be computed',
  )
})

t.test('without labels that the user names, Query merges by its own', async (t) => {
  const { requests, address } = await query()
  const { replicaLabels: _, ...rest } = series
  await readExternalQuery(address, rest)
  t.same(
    requests.map(({ labels }) => labels),
    ['', '', ''],
  )
})

t.test('of a native histogram the counts are read; what did not ask for them refuses it', async (t) => {
  const metric = { __name__: 'h', job: 'j' }
  const body = {
    status: 'success',
    data: { result: [{ metric, values: [[1012, '9']], histograms: [[1010, { count: '7', sum: '4.5' }]] }] },
  }
  const address = await impostorAt(t, async () => ({ status: 200, body }))
  const counts = [
    [1010, '7'],
    [1012, '9'],
  ]
  t.match(await readExternalQuery(address, series), { series: [{ samples: counts, histograms: true }], merged: [{ samples: counts }] })
  t.match(await rawSamples(address, 'h', window), { why: 'histogram', error: /native histogram/ })
})

t.test('what it says no to, and silence', async (t) => {
  await t.rejects(readExternalQuery((await query(400)).address, series), {
    code: 'usage',
    exit: 2,
    message: /refused go_goroutines.*HTTP 400: nope/,
  })
  await t.rejects(readExternalQuery((await query(422)).address, series), { code: 'usage', message: /HTTP 422: nope/ })
  await t.rejects(readExternalQuery((await query(503)).address, series), {
    code: 'no-answer',
    exit: 3,
    message: /could not evaluate go_goroutines.*HTTP 503: nope/,
    hint: /\/stores shows which store/,
  })
  await t.rejects(readExternalQuery({ url: 'http://127.0.0.1:1' }, series), { code: 'no-answer', message: /refused/ })
})
