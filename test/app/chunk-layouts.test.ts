import t from 'tap'
import { readLayouts } from '../../src/app/chunk-layouts.ts'
import { labelsKey } from '../../src/model/labels.ts'
import { impostorAt, ok } from '../helpers/impostors.ts'
import { queryInfo, store } from '../helpers/query-info.ts'

const BOUNDARY = 240_000 * 7_200_000
const at = (number: number) => BOUNDARY + number * 15_000
const labels = { __name__: 'm', job: 'j', instance: 'i', replica: 'a' }
const all = Array.from({ length: 300 }, (_none, number): [number, string] => [at(number) / 1000, '1'])
const stores = [store('s:1', { labelSets: [{ replica: 'a' }] }), store('g:1', { type: 'store', labelSets: [{ replica: 'a' }] })]
const window = { from: at(100), to: at(200) }
const request = { selector: 'm', window, query: queryInfo({ stores }), series: [{ labels, samples: all }] }
/** Of 120 samples each. */
const chunks = [0, 1, 2].map((number) => all.slice(number * 120, number * 120 + 120).map(([seconds]) => seconds * 1000))

interface Stores {
  /** What the store gateway says that Query took from it, besides what is right. */
  more?: { chunks?: number; samples?: number }
  silent?: boolean
  /** What the store gateway has. */
  has?: [number, string][]
}

/** A Query with a sidecar and a store gateway. */
async function layoutsOf({ more = {}, silent = false, has = all }: Stores, asked = request) {
  const queries: string[] = []
  const address = await impostorAt(t, (path, params) => {
    const { query = '', time = '' } = params
    // No series ends with a stale marker: it has a value whenever it is asked for one.
    if (path.endsWith('query_range')) return ok([{ metric: { ...labels, __name__: 'm' }, values: [[Number(params['end']), '1']] }])
    queries.push(query)
    const named = params['storeMatch[]']
    if (named !== undefined) {
      if (silent && named.includes('g:1')) return { status: 503, body: { status: 'error', error: 'no' } }
      const metric = { ...labels, __name__: query.startsWith('up') ? 'up' : 'm' }
      return ok([{ metric, values: named.includes('g:1') ? has : all }])
    }
    const to = Math.round(Number(time) * 1000)
    const from = to - Number(/\[(\d+)ms\]/.exec(query)![1])
    const inside = chunks.map((chunk) => chunk.filter((one) => one > from && one <= to))
    const met = chunks.filter((_, number) => inside[number]!.length > 0)
    const sidecar = { endpointAddr: 's:1', series: 1, chunks: met.length, samples: inside.flat().length }
    const gateway = {
      endpointAddr: 'g:1',
      series: 1,
      chunks: met.length + (more.chunks ?? 0),
      samples: met.flat().length + (more.samples ?? 0),
    }
    return { status: 200, body: { status: 'success', data: { result: [], analysis: { children: [{ fanout: [sidecar, gateway] }] } } } }
  })
  return { queries, layout: (await readLayouts(address, asked)).get(labelsKey(labels)) }
}

t.test('the chunks of each store, where Query takes as many in the window and around each border', async (t) => {
  const { layout, queries } = await layoutsOf({})
  t.match(layout, { isVerified: true, own: { t: { length: 300 } } })
  t.same(
    layout?.given.map(({ from, to }) => [(from - BOUNDARY) / 15_000, (to - BOUNDARY) / 15_000]),
    [
      [101, 119],
      [120, 200],
      [0, 119],
      [120, 239],
    ],
  )
  const counted = queries.filter((query) => query.startsWith('count_over_time'))
  t.same(
    counted.map((query) => /\[(\d+)ms\]/.exec(query)?.[1]).sort(),
    ['1500000', '15001', '15001'],
    'the window, and the borders at 120 and 240; nothing comes before the first chunk',
  )
})

t.test('not verified where Query takes something else, or does not say', async (t) => {
  t.match((await layoutsOf({ more: { chunks: 1 } })).layout, { isVerified: false })
  t.match((await layoutsOf({ more: { samples: -1 } })).layout, { isVerified: false })
})

t.test('no layout where a store does not answer, or where stores disagree', async (t) => {
  t.equal((await layoutsOf({ silent: true })).layout, undefined)
  t.equal((await layoutsOf({ has: all.map(([seconds], number) => [seconds, number === 150 ? '2' : '1']) })).layout, undefined)
})

t.test('nothing is read where each replica has its sidecar only, or a Query hides its stores', async (t) => {
  for (const only of [[stores[0]!], [...stores, store('q:1', { type: 'query' })]]) {
    const { layout, queries } = await layoutsOf({}, { ...request, query: queryInfo({ stores: only }) })
    t.same([layout, queries], [undefined, []])
  }
})
