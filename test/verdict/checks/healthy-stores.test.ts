import t from 'tap'
import { resolveDurations } from '../../../src/model/duration.ts'
import type { RunRecord } from '../../../src/model/run.ts'
import { valueTypes } from '../../../src/scenario/value-types.ts'
import { healthyStoresCheck } from '../../../src/verdict/checks/healthy-stores.ts'
import { findingIn } from '../../helpers/parts.ts'
import { withStores } from '../../helpers/queries.ts'
import { BOTH, iso, runRecord } from '../../helpers/run.ts'

/** The kill is at 15.5 s, its healing at 25.6 s. */
const away = withStores(runRecord(), (second) => (second > 16 && second < 31 ? ['prometheus-1'] : BOTH))
const kill = away.faults[0]!
const judged = (limits: Record<string, number>, run: RunRecord = away) => findingIn(run, healthyStoresCheck, 'stores', limits)

const parse = (limits: unknown) => healthyStoresCheck.limits(valueTypes).safeParse(limits)

t.test('the fewest', async (t) => {
  t.same(judged({ 'drop-to': 1 }), {
    check: 'healthy-stores',
    series: 'stores',
    passed: true,
    measured: 1,
    unit: 'number',
    expected: 'drop to 1',
    detail: 'of 2 replicas Query had a healthy store of 1 at the fewest at 18:17:17.0 UTC, without prometheus-0',
  })
  t.match(judged({ 'drop-to': 0 }), { passed: false, measured: 1 })
  t.match(judged({ 'never-below': 2 }), { passed: false, measured: 1 })
  t.match(judged({ 'never-below': 1 }), { passed: true })
  t.match(
    judged(
      { 'never-below': 2 },
      withStores(runRecord(), () => BOTH),
    ),
    { passed: true, measured: 2 },
  )
})

t.test('a Query that was changed before, and started anew, has to find its stores first', async (t) => {
  const run = withStores(runRecord(), (second) =>
    second > 3 && second < 6 ? ['prometheus-0'] : second > 16 && second < 31 ? ['prometheus-1'] : BOTH,
  )
  const { replica: _, ...changed } = { ...kill, fault: 'change-flag', target: 'thanos-query', injectedAt: iso(3) }
  t.match(judged({ 'drop-to': 1 }, { ...run, faults: [changed, ...run.faults] }), { passed: true, detail: /without prometheus-0$/ })
  t.match(
    judged({ 'drop-to': 1 }, { ...run, faults: [changed] }),
    { detail: /without prometheus-1$/ },
    'where no replica is hit, it counts',
  )
})

t.test('how long until all were back', async (t) => {
  t.match(judged({ 'back-within': 6000 }), {
    passed: true,
    measured: 5.4,
    unit: 'seconds',
    expected: 'back within 6 s (6 scrapes)',
    detail: 'the store of prometheus-0 was away; all of 2 were healthy 5.40 s after the fault was healed',
  })
  t.match(judged({ 'back-within': 5000 }), { passed: false })
  t.match(judged({ 'back-after': 5000, 'back-within': 6000 }), { passed: true })
  t.match(judged({ 'back-after': 6000 }), { passed: false })
  const flapping = withStores(runRecord(), (second) => ((second > 16 && second < 28) || second === 35 ? ['prometheus-1'] : BOTH))
  t.match(judged({ 'back-within': 6000 }, flapping), { passed: false, measured: 10.4 }, 'back is back for good')
  const never = withStores(runRecord(), (second) => (second > 16 ? ['prometheus-1'] : BOTH))
  t.match(judged({ 'back-within': 60_000 }, never), { passed: false, detail: /not all were back$/ })
  t.match(judged({ 'back-after': 1000 }, never), { passed: false })
})

t.test('what shows nothing has not passed', async (t) => {
  const results = away.probes['stores'] ?? []
  const silent: [name: string, limits: Record<string, number>, run: RunRecord][] = [
    ['none was away, so none came back', { 'back-within': 60_000 }, withStores(runRecord(), () => BOTH)],
    ['one was away before the fault already', { 'drop-to': 1 }, withStores(runRecord(), () => ['prometheus-1'])],
    [
      'another went than the one that was hit',
      { 'drop-to': 1 },
      withStores(runRecord(), (second) => (second > 16 ? ['prometheus-0'] : BOTH)),
    ],
    ['no result', { 'drop-to': 1 }, runRecord()],
    ['no result from the fault on', { 'never-below': 2 }, { ...away, probes: { stores: results.slice(0, 10) } }],
    ['no fault', { 'never-below': 2 }, { ...away, faults: [] }],
    ['not healed', { 'back-within': 6000 }, { ...away, faults: [{ ...kill, healedAt: null }] }],
    [
      'Query did not say',
      { 'never-below': 2 },
      { ...away, probes: { stores: results.map(({ at, ms }) => ({ at, ms, error: 'HTTP 503' })) } },
    ],
  ]
  for (const [name, limits, run] of silent) t.match(judged(limits, run), { passed: false, measured: null }, name)
  t.match(judged({}), { passed: false })
})

t.test('the limits of a scenario file', async (t) => {
  t.same(parse({ 'drop-to': 0 }).data, { 'drop-to': 0 })
  const times = parse({ 'back-within': '10 scrapes', 'back-after': '5s' })
  t.same(resolveDurations(times.data, 1000), { 'back-within': 10_000, 'back-after': 5000 })
  for (const bad of [{}, { 'drop-to': 1, 'back-within': '5s' }, { 'drop-to': 0.5 }, { 'drop-to': -1 }, { 'at-most': 1 }, 'none'])
    t.equal(parse(bad).success, false, JSON.stringify(bad))
  t.match(parse({}).error?.issues[0]?.message, 'expected drop-to, never-below; or back-within, back-after')
})
