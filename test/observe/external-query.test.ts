import t from 'tap'
import { readExternalQuery } from '../../src/observe/external-query.ts'
import { pretending } from '../runner/pretenders.ts'

const window = { from: 1_000_000, to: 1_060_000 }
const question = { selector: 'go_goroutines{job="j"}', replicaLabel: 'prometheus', window, since: 900_000 }
const result = (metric: Record<string, string>) => [{ metric, values: [[1010, '1']] }]

/** A Query of which every question is written down. */
async function query(status = 200) {
  const asked: Record<string, string>[] = []
  const address = await pretending(t, async (path, params) => {
    if (path.endsWith('/buildinfo')) return { status: 200, body: { data: { version: '0.42.4' } } }
    asked.push(params)
    if (status !== 200) return { status, body: { error: 'nope' } }
    const metric = { __name__: params['query']!.startsWith('up') ? 'up' : 'go_goroutines', job: 'j', instance: 'i', prometheus: 'a' }
    return { status: 200, body: { status: 'success', data: { result: result(metric) } } }
  })
  return { asked, address }
}

t.test('each replica apart, its up, and the merge by that label', async (t) => {
  const { asked, address } = await query()
  const told = await readExternalQuery(address, question)
  t.match(told, {
    thanos: '0.42.4',
    series: [{ labels: { prometheus: 'a' } }],
    ups: [{ labels: { __name__: 'up' } }],
    merged: [{ samples: [[1010, '1']] }],
  })
  t.same(
    asked.map(({ query: text, dedup, 'replicaLabels[]': label }) => [text, dedup, label]).sort(),
    [
      ['go_goroutines{job="j"}[160000ms]', 'false', 'prometheus'],
      ['go_goroutines{job="j"}[60000ms]', 'true', 'prometheus'],
      ['up{job="j",instance="i"}[160000ms]', 'false', 'prometheus'],
    ],
    'the replicas from further back, so that their chunks can be told',
  )
})

t.test('a native histogram has no raw samples', async (t) => {
  const body = { status: 'success', data: { result: [{ metric: { job: 'j' }, histograms: [[1010, {}]] }] } }
  const address = await pretending(t, async () => ({ status: 200, body }))
  await t.rejects(readExternalQuery(address, question), { code: 'samples', exit: 2, message: /native histogram/ })
})

t.test('what it says no to, and silence', async (t) => {
  await t.rejects(readExternalQuery((await query(400)).address, question), {
    code: 'usage',
    exit: 2,
    message: /refused go_goroutines.*HTTP 400: nope/,
  })
  await t.rejects(readExternalQuery((await query(503)).address, question), { code: 'no-answer', exit: 3 })
  await t.rejects(readExternalQuery({ url: 'http://127.0.0.1:1' }, question), { code: 'no-answer', message: /ECONNREFUSED/ })
})
