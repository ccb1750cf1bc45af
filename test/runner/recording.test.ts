import t from 'tap'
import type { Snapshot } from '../../src/model/run.ts'
import { untilPreferred } from '../../src/runner/recording.ts'

const SELECTOR = 'up{job="thanos-query"}'
const merged = [{ name: 'merged', selector: SELECTOR }]

const samples = (times: number[]) => times.map((time): [number, string] => [1795876700 + time, '1'])

/** The newest samples that a real lab had on both replicas, and what Query returned (Thanos 0.42.4, freeze-sidecar on native). */
function snapshotOf(zero: number[], one: number[], query: number[]): Snapshot {
  const labels = { __name__: 'up', instance: 'thanos-query', job: 'thanos-query' }
  const own = (times: number[]) => ({ [SELECTOR]: { samples: samples(times), labels } })
  return {
    phase: 'before',
    at: '2026-11-28T14:39:33.936Z',
    window: { from: 1795876758.757, to: 1795876773.686 },
    stores: [],
    undeduplicated: {},
    replicas: { 'prometheus-0': own(zero), 'prometheus-1': own(one) },
    queries: {
      merged: { source: { via: 'query' }, answers: [{ source: 'query', series: [{ labels, values: samples(query) }] }], errors: {} },
    },
  }
}

// The chunk of prometheus-0 that begins at 73.284 follows prometheus-1's last sample, until that has its next one.
const unlucky = snapshotOf([71.294, 72.294, 73.284], [70.793, 71.792, 72.79], [70.793, 71.792, 72.79, 73.284])
const later = snapshotOf([71.294, 72.294, 73.284], [71.792, 72.79, 73.79], [71.792, 72.79, 73.79])

t.test('where a chunk of the other replica has just begun, the next snapshot tells which replica Query prefers', async (t) => {
  const before = await untilPreferred(merged, { first: unlucky, again: async () => later, intervalMs: 10 })
  t.same(before, { snapshot: later, preferred: { merged: 'prometheus-1' } })
})

t.test('what tells at once is not read again; what never tells is read four times', async (t) => {
  let reads = 0
  const again = async () => ((reads += 1), unlucky)
  t.equal((await untilPreferred(merged, { first: later, again, intervalMs: 10 })).snapshot, later)
  t.equal(reads, 0)
  t.same((await untilPreferred(merged, { first: unlucky, again, intervalMs: 10 })).preferred, { merged: null })
  t.equal(reads, 3)
})
