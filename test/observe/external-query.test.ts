import t from 'tap'
import { readExternalQuery } from '../../src/observe/external-query.ts'
import { impostorAt } from '../helpers/impostors.ts'

const window = { from: 1_000_000, to: 1_060_000 }
const series = { selector: 'go_goroutines{job="j"}', replicaLabel: 'prometheus', window, since: 900_000 }
const result = (metric: Record<string, string>) => [{ metric, values: [[1010, '1']] }]

/** A Query that keeps every request. */
async function query(status = 200) {
  const requests: Record<string, string>[] = []
  const address = await impostorAt(t, async (path, params) => {
    if (path.endsWith('/buildinfo')) return { status: 200, body: { data: { version: '0.42.4' } } }
    requests.push(params)
    if (status !== 200) return { status, body: { status: 'error', error: 'nope' } }
    const metric = { __name__: params['query']!.startsWith('up') ? 'up' : 'go_goroutines', job: 'j', instance: 'i', prometheus: 'a' }
    return { status: 200, body: { status: 'success', data: { result: result(metric) } } }
  })
  return { requests, address }
}

t.test('each replica apart, its up, and the merge by that label', async (t) => {
  const { requests, address } = await query()
  const external = await readExternalQuery(address, series)
  t.match(external, {
    thanos: '0.42.4',
    series: [{ labels: { prometheus: 'a' } }],
    ups: [{ labels: { __name__: 'up' } }],
    merged: [{ samples: [[1010, '1']] }],
  })
  t.same(
    requests.map(({ query: text, dedup, 'replicaLabels[]': label }) => [text, dedup, label]).sort(),
    [
      ['go_goroutines{job="j"}[160000ms]', 'false', 'prometheus'],
      ['go_goroutines{job="j"}[60000ms]', 'true', 'prometheus'],
      ['up{job="j",instance="i"}[160000ms]', 'false', 'prometheus'],
    ],
    'the replicas from further back, so that their chunks can be computed',
  )
})

t.test('a native histogram has no raw samples', async (t) => {
  const body = { status: 'success', data: { result: [{ metric: { job: 'j' }, histograms: [[1010, {}]] }] } }
  const address = await impostorAt(t, async () => ({ status: 200, body }))
  await t.rejects(readExternalQuery(address, series), { code: 'samples', exit: 2, message: /native histogram/ })
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
