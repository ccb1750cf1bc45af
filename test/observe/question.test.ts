import t from 'tap'
import type { Question } from '../../src/model/run.ts'
import { startProbes } from '../../src/observe/probes.ts'
import { askQuestion } from '../../src/observe/snapshot.ts'
import { rulesOf } from '../../src/observe/thanos-api.ts'
import type { Lab } from '../../src/runtime/runtime.ts'
import { until } from '../helpers/until.ts'
import { pretending } from '../runner/pretenders.ts'

interface Asked {
  part: string
  path: string
  params: Record<string, string>
}

const SERIES = [{ metric: { replica: 'a' }, values: [[1000.14, '1']] }]

/** A lab of pretenders: what each was asked is written down. */
async function lab(
  answer: (asked: Asked) => { status: number; body: unknown },
): Promise<Pick<Lab, 'address' | 'settings' | 'pods'> & { asked: Asked[] }> {
  const asked: Asked[] = []
  const parts = ['query', 'service', 'prometheus-0', 'prometheus-1']
  const addresses = new Map(
    await Promise.all(
      parts.map(async (part) => {
        const address = await pretending(t, async (path, params) => {
          asked.push({ part, path, params })
          return answer({ part, path, params })
        })
        return [part, address] as const
      }),
    ),
  )
  const settings = { replicas: 2, scrapeIntervalMs: 1000, timing: 'fast' as const, workers: 0 }
  return { settings, address: (part) => addresses.get(part)!, pods: async () => [], asked }
}

const sidecar = (replica: string, lastError: string | null) => ({ name: replica, lastError, labelSets: [{ replica }] })
const ok = (result: unknown, more: object = {}) => ({ status: 200, body: { status: 'success', data: { result }, ...more } })
const question = (more: Partial<Question>): Question => ({ expr: 'sum(up)', via: 'query', asked: [], ...more })
const window = { from: 1_000_140, to: 1_010_000 }

t.test('through Query, and of each replica', async (t) => {
  const seen = await lab(() => ok(SERIES, { warnings: ['a store failed'] }))
  const asking = await askQuestion(seen, question({ dedup: false }), 'during', window)
  t.match(asking, { phase: 'during', from: 1000.14, to: 1010, stepSeconds: 1 })
  t.same(
    asking.answers.map(({ place, warnings }) => [place, warnings]),
    ['query', 'prometheus-0', 'prometheus-1'].map((place) => [place, ['a store failed']]),
  )
  t.same(asking.answers[0]?.series, [{ labels: { replica: 'a' }, values: [[1000.14, '1']] }])
  const query = seen.asked.find(({ part }) => part === 'query')
  t.match(query, {
    path: '/api/v1/query_range',
    params: { query: 'sum(up)', start: '1000.140', end: '1010.000', step: '1.000', dedup: 'false' },
  })
  t.notOk(seen.asked.some(({ part, params }) => part !== 'query' && 'dedup' in params))
})

t.test('through the Service twenty times, in the order asked', async (t) => {
  let count = 0
  const seen = await lab(({ part }) => (part === 'service' ? ok([{ metric: { face: String((count += 1)) }, values: [] }]) : ok([])))
  const { answers } = await askQuestion(seen, question({ via: 'service' }), 'after', window)
  const faces = answers.filter(({ place }) => place === 'service').map(({ series }) => series[0]?.labels['face'])
  t.same(
    faces,
    Array.from({ length: 20 }, (_, index) => String(index + 1)),
  )
  t.equal(answers.length, 22)
})

t.test('what refuses is written down', async (t) => {
  const seen = await lab(() => ({ status: 400, body: { status: 'error', error: 'parse error' } }))
  const { answers } = await askQuestion(seen, question({ via: 'replica', replica: 'prometheus-0' }), 'before', window)
  t.same(
    answers.map(({ place, series, trouble }) => [place, series.length, trouble]),
    [
      ['prometheus-0', 0, 'HTTP 400: parse error'],
      ['prometheus-1', 0, 'HTTP 400: parse error'],
    ],
  )
})

t.test('rules: the same one of two files is one; alerts: those that fire', async (t) => {
  const clock = { type: 'recording', name: 'lab_clock', query: 'time()', labels: { cluster: 'c' } }
  const alert = { type: 'alerting', name: 'Down', query: 'up == 0', alerts: [{ state: 'firing' }, { state: 'pending' }] }
  const groups = [
    { name: 'lab', file: '/pods/0/lab.yaml', rules: [clock, alert] },
    { name: 'lab', file: '/pods/1/lab.yaml', rules: [clock, { ...clock, labels: { cluster: 'c', replica: 'b' } }] },
  ]
  const seen = await lab(() => ({ status: 200, body: { status: 'success', data: { groups } } }))
  t.same(await rulesOf(seen.address('query')), { rules: 3, alerts: 1 })
  const broken = await lab(() => ({ status: 503, body: 'no' }))
  t.same(await rulesOf(broken.address('query')), { trouble: '/api/v1/rules answered HTTP 503' })
})

t.test('the steady probes keep warnings and healthy stores; who finds no place waits as long as the oldest', async (t) => {
  const data = { sidecar: [sidecar('prometheus-1', null), sidecar('prometheus-0', 'connection refused')] }
  const slow = await pretending(t, async () => new Promise(() => {}))
  const seen = await lab(({ path }) =>
    path === '/api/v1/stores' ? { status: 200, body: { data } } : ok(SERIES, { warnings: ['w1', 'w2'] }),
  )
  const probes = startProbes({ address: (part) => (part === 'service' ? slow : seen.address(part)) }, 'up')
  const stop = () => Promise.all(Object.values(probes).map((probe) => probe.stop()))
  t.teardown(stop)
  const stalled = () => probes.service?.results.filter(({ detail }) => detail === 'stalled') ?? []
  await until('three beats stalled', () => (probes.stores?.results.length ?? 0) > 0 && stalled().length >= 3)
  await stop()
  t.match(probes.query?.results[0], { ok: true, detail: 'warning: w1', warnings: ['w1', 'w2'] })
  t.match(probes.stores?.results[0], { ok: true, replicas: ['prometheus-1'] })
  const [first, second] = stalled()
  t.ok((first?.ms ?? 0) >= 700 && (second?.ms ?? 0) > (first?.ms ?? 0), 'longer and longer', { first, second })
})
