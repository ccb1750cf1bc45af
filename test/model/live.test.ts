import fc from 'fast-check'
import t from 'tap'
import { changeBetween, changed, type LiveProbe, type LiveState } from '../../src/model/live.ts'
import type { Sample } from '../../src/model/run.ts'
import { liveState } from '../web/page.ts'

const samples = fc.array(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.constantFrom('0', '1')), { maxLength: 8 }) as fc.Arbitrary<Sample[]>
const error = fc.constantFrom({}, { error: 'no answer' }, { error: 'stalled' })
const labels = fc.constantFrom({}, { labels: { __name__: 'up' } })
const probe: fc.Arbitrary<LiveProbe> = fc
  .tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 1 }), error)
  .map(([at, ms, more]) => ({ at, ms, ...more }))
const series = (source: string) =>
  fc.tuple(samples, error, labels).map(([some, more, own]) => ({ source, selector: 'up', samples: some, ...more, ...own }))
const state: fc.Arbitrary<LiveState> = fc
  .record({
    at: fc.nat(),
    series: fc.tuple(series('query'), series('prometheus-0')),
    probes: fc.dictionary(fc.constantFrom('query', 'service'), fc.array(probe, { maxLength: 6 })),
  })
  .map((some) => liveState(0, some))

t.test('a state and a change give the next state, whatever changed', async () => {
  fc.assert(
    fc.property(state, state, (before, after) => {
      const change = changeBetween(before, after)
      t.same(changed(before, JSON.parse(JSON.stringify(change))), after)
    }),
    { numRuns: 2000 },
  )
})

t.test('of what only grew, and lost its beginning, only what is new is sent', async (t) => {
  const probes = Array.from({ length: 6 }, (_, at): LiveProbe => ({ at, ms: 1 }))
  const [before, after] = [liveState(3, { probes: { query: probes.slice(0, 4) } }), liveState(5, { probes: { query: probes.slice(2) } })]
  const change = changeBetween(before, after)
  t.match(change?.series, [{ keep: 3, samples: { length: 2 } }])
  t.same(change?.probes, { query: { drop: 2, add: probes.slice(4) } })
})

const stateOf = (...all: LiveState['series']) => liveState(0, { series: all })

t.test('other series, or another order, are no change', async (t) => {
  const one = { source: 'query', selector: 'up', samples: [] }
  const other = { ...one, source: 'service' }
  t.equal(changeBetween(stateOf(one, other), stateOf(other, one)), undefined)
  t.equal(changeBetween(stateOf(one), stateOf(one, other)), undefined)
  t.equal(changeBetween(stateOf(one), stateOf({ ...one, selector: 'down' })), undefined)
})
