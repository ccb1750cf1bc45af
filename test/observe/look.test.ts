import t from 'tap'
import { lookAt } from '../../src/observe/snapshot.ts'
import type { Lab } from '../../src/runtime/runtime.ts'
import { pretending } from '../runner/pretenders.ts'

const SERIES = [{ metric: { __name__: 'up', job: 'x', instance: 'y' }, values: [[1000.14, '1']] }]

/* kind, both-down, 2026-11-26 00:11: Query stalled for 19.4 s after a pod had gone, and the next fault came when the first was over. */
t.test('a Query that stalls is waited for as long as was said, and what the replicas have is told', async (t) => {
  const asked: string[] = []
  const query = await pretending(t, async (path) => {
    asked.push(path)
    return new Promise<never>(() => {})
  })
  const replica = await pretending(t, async () => ({ status: 200, body: { status: 'success', data: { result: SERIES } } }))
  const settings = { replicas: 2, scrapeIntervalMs: 1000, timing: 'fast' as const, workers: 0 }
  const lab = { settings, address: (part: string) => (part === 'query' ? query : replica), pods: async () => [] }
  const series = { name: 'merged', query: 'up', via: 'query' as const }
  const window = { from: 1_000_000, to: 1_001_000, patienceMs: 100 }
  const look = await lookAt(lab as unknown as Lab, series, 'before', window)
  t.same(asked, ['/api/v1/query'])
  t.match(look, { samples: [], troubles: { query: /no answer/ } })
  t.same(Object.keys(look.replicas).sort(), ['prometheus-0', 'prometheus-1'])
})
