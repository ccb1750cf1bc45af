import t from 'tap'
import { readRates } from '../../src/observe/query-rates.ts'
import { impostorAt } from '../helpers/impostors.ts'

const request = { selector: 'x_total{job="j"}', rangeMs: 60_000, stepMs: 2000, from: 1_060_000, to: 1_064_000 }
const graphOf = (replica: string, value: string) => ({ metric: { job: 'j', replica }, values: [[1060, value]] })

/** A Query that gives these series, merged and apart. */
async function query(merged: object[], apart: object[]) {
  const requests: Record<string, string>[] = []
  const address = await impostorAt(t, async (path, params) => {
    requests.push({ path, ...params })
    return { status: 200, body: { status: 'success', data: { result: params['dedup'] === 'true' ? merged : apart } } }
  })
  return { address, requests }
}

t.test('the graph of rate(), merged and of each replica', async (t) => {
  const { address, requests } = await query([graphOf('', '13535.4')], [graphOf('a', '5'), graphOf('b', '5.1')])
  t.same(await readRates(address, request, { replicaLabels: ['replica'] }), {
    merged: [[1060, '13535.4']],
    apart: [[[1060, '5']], [[1060, '5.1']]],
  })
  t.match(
    requests,
    [1, 2].map(() => ({
      path: '/api/v1/query_range',
      query: 'rate(x_total{job="j"}[60000ms])',
      start: '1060.000',
      end: '1064.000',
      step: '2.000',
    })),
  )
  t.same(requests.map(({ dedup }) => dedup).sort(), ['false', 'true'])
})

t.test('no step with a value is no error; two series are one', async (t) => {
  t.same(await readRates((await query([], [])).address, request), { merged: [], apart: [] })
  t.match(await readRates((await query([graphOf('', '1'), graphOf('x', '1')], [])).address, request), { error: /gives 2 series, not one/ })
})

t.test('why there is no answer', async (t) => {
  const address = await impostorAt(t, async () => ({ status: 400, body: { error: 'nope' } }))
  t.match(await readRates(address, request), { error: /HTTP 400: nope/ })
})

t.test('steps that a query-frontend moved are compared with nothing', async (t) => {
  const moved = { metric: { job: 'j' }, values: [[1061, '5']] }
  t.match(await readRates((await query([moved], [])).address, request), { error: /steps are not those asked for/ })
})
