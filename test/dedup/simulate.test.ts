import t from 'tap'
import { merge } from '../../src/dedup/merge.ts'
import { type SimulatedOutage, simulate } from '../../src/dedup/simulate.ts'
import { told } from './replicas.ts'

const player = (outages: SimulatedOutage[], more: Partial<{ intervalMs: number; offsetMs: number }> = {}) => ({
  name: 'a',
  intervalMs: 1000,
  offsetMs: 250,
  outages,
  ...more,
})

function alone(outages: SimulatedOutage[]): string[] {
  return told(merge(simulate([player(outages)], { lengthMs: 6000, value: () => 1 })))
}

t.test('a scrape an interval, from the phase on', async (t) => {
  t.same(alone([]), ['a 250=1', 'a 1250=1', 'a 2250=1', 'a 3250=1', 'a 4250=1', 'a 5250=1'])
  const [slow] = simulate([player([], { intervalMs: 2000, offsetMs: 0 })], { startMs: 1_795_371_420_000, lengthMs: 6000 })
  t.same([...slow!.t], [1_795_371_420_000, 1_795_371_422_000, 1_795_371_424_000], 'the end is not part of it')
  t.same([...slow!.v], [1_795_371_420, 1_795_371_422, 1_795_371_424], 'each value is its own time')
  t.same([...simulate([player([], { offsetMs: 7000 })], { lengthMs: 6000 })[0]!.t], [])
})

t.test('a replica that dies writes nothing; one whose target fails writes one stale marker', async (t) => {
  t.same(alone([{ from: 1250, to: 4250, kind: 'dies' }]), ['a 250=1', 'a 4250=1', 'a 5250=1'])
  t.same(alone([{ from: 1250, to: 4250, kind: 'fails' }]), ['a 250=1', 'a 1250=stale', 'a 4250=1', 'a 5250=1'])
})

t.test('one that died has forgotten what it could mark', async (t) => {
  const dies: SimulatedOutage = { from: 1000, to: 3000, kind: 'dies' }
  t.same(alone([dies, { from: 3000, to: 5000, kind: 'fails' }]), ['a 250=1', 'a 5250=1'])
  t.same(alone([dies, { from: 0, to: 5000, kind: 'fails' }]), ['a 5250=1'])
})
