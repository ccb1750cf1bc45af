import t from 'tap'
import type { Phase, RunRecord } from '../../../src/model/run.ts'
import type { QuerySpec } from '../../../src/model/scenario.ts'
import { analyseRun } from '../../../src/verdict/analysis.ts'
import { seriesCountCheck } from '../../../src/verdict/checks/series-count.ts'
import { drop, findingIn, setError } from '../../helpers/parts.ts'
import { line, withQuery } from '../../helpers/queries.ts'
import { BOTH, runRecord } from '../../helpers/run.ts'

const one = (to: number) => [line(to, () => '1')]
const two = (to: number) => [line(to, () => '1', { replica: 'a' }), line(to, () => '1', { replica: 'b' })]
const doubled = () => withQuery(runRecord(), (source, phase, to) => (source === 'query' && phase === 'during' ? two(to) : one(to)))
const judged = (limits: Record<string, number>, run: RunRecord = doubled()) => findingIn(run, seriesCountCheck, 'graph', limits)
const expectation = (limits: Record<string, number>) => ({ of: 'graph', check: 'series-count', limits })
const demands = (limits: Record<string, number>, run: RunRecord = doubled()) =>
  seriesCountCheck.demands(expectation(limits), analyseRun(run))
const isControl = (limits: Record<string, number>, run: RunRecord) => seriesCountCheck.control?.(expectation(limits), analyseRun(run))

const lost = (replica: string) => withQuery(runRecord(), (_, phase, to) => (phase === 'after' ? [] : one(to)), { replica })

/** Every source says the same error at that phase. */
const refused = (phase: Phase, more: Partial<QuerySpec> = {}) => {
  const run = withQuery(runRecord(), (_, __, to) => one(to), more)
  for (const snapshot of run.snapshots)
    if (snapshot.phase === phase)
      for (const source of [...(more.replica === undefined ? ['query'] : []), ...BOTH])
        setError(snapshot, 'graph', source, 'HTTP 400: parse error')
  return run
}

t.test('damage that shows at one snapshot is enough; that all is well must be so at every snapshot', async (t) => {
  t.same(judged({ 'at-least': 2 }), {
    check: 'series-count',
    series: 'graph',
    passed: true,
    measured: 2,
    unit: 'number',
    expected: 'at least 2',
    detail: 'before the fault 1; during the outage 2; after recovery 1',
  })
  t.match(judged({ 'at-most': 1 }), { passed: false, measured: 2 })
  t.match(judged({ 'at-least': 3 }), { passed: false })
})

t.test('what was so before the fault is no damage', async (t) => {
  t.same(demands({ 'at-least': 2 }), { damage: true, health: false })
  t.same(demands({ 'at-least': 1 }), { damage: false, health: true })
  const always = withQuery(runRecord(), (source, _, to) => (source === 'query' ? two(to) : one(to)))
  t.same(demands({ 'at-least': 2 }, always), { damage: false, health: true })
  const unread = withQuery(runRecord(), (_, __, to) => two(to))
  drop(unread, 'before')
  t.same(demands({ 'at-least': 2 }, unread), { damage: false, health: true }, 'nobody knows how it was')
})

t.test('a control reads the replica that was hit', async (t) => {
  t.equal(isControl({ 'at-most': 0 }, lost('prometheus-0')), true)
  t.equal(isControl({ 'at-most': 0 }, lost('prometheus-1')), false)
  t.equal(isControl({ 'at-most': 1 }, lost('prometheus-0')), false, 'it was so before')
  t.equal(isControl({ 'at-least': 2 }, doubled()), false)
})

t.test('no answer is not an answer without a series', async (t) => {
  t.match(judged({ 'at-most': 0 }, refused('after')), {
    passed: false,
    measured: null,
    detail: /query answered graph with an error: HTTP 400: parse error/,
  })
  t.match(judged({ 'at-most': 0 }, refused('before')), { passed: false, measured: null })
  t.match(judged({ 'at-least': 1 }, refused('during', { replica: 'prometheus-0' })), { passed: true }, 'a killed replica has none')
  t.match(judged({ 'at-least': 1 }, refused('during', { replica: 'prometheus-1' })), { measured: null })
  t.match(judged({ 'at-least': 1 }, runRecord()), { passed: false, measured: null }, 'it was never read')
  t.match(
    judged(
      { 'at-least': 1 },
      withQuery(runRecord(), () => [], { replica: 'other' }),
    ),
    { measured: null, detail: /never resolved/ },
    'of nobody',
  )
})
