import t from 'tap'
import type { Journal } from '../../../src/model/run.ts'
import { seriesCountCheck } from '../../../src/verdict/checks/series-count.ts'
import { line, withQuestion } from '../../helpers/asked.ts'
import { journal } from '../../helpers/run.ts'

const one = (to: number) => [line(to, () => '1')]
const two = (to: number) => [line(to, () => '1', { replica: 'a' }), line(to, () => '1', { replica: 'b' })]
const doubled = () => withQuestion(journal(), (place, phase, to) => (place === 'query' && phase === 'during' ? two(to) : one(to)))
const expectation = (limits: Record<string, number>) => ({ of: 'asked', check: 'series-count', limits })
const judged = (limits: Record<string, number>, run: Journal = doubled()) => seriesCountCheck.judge(expectation(limits), run)

const lost = (replica: string) => withQuestion(journal(), (_, phase, to) => (phase === 'after' ? [] : one(to)), { via: 'replica', replica })

const refused = (phase: string, more: object = {}) => {
  const run = withQuestion(journal(), (_, __, to) => one(to), more)
  for (const asking of run.questions?.asked?.asked ?? [])
    if (asking.phase === phase)
      asking.answers = asking.answers.map(({ place }) => ({ place, series: [], trouble: 'HTTP 400: parse error' }))
  return run
}

t.test('damage that shows at one look is enough; that all is well must be so at every look', async (t) => {
  t.same(judged({ 'at-least': 2 }), {
    check: 'series-count',
    series: 'asked',
    held: true,
    measured: 2,
    unit: 'number',
    expected: 'at least 2',
    detail: 'before the fault 1; during the outage 2; after the return 1',
  })
  t.match(judged({ 'at-most': 1 }), { held: false, measured: 2 })
  t.match(judged({ 'at-least': 3 }), { held: false })
})

t.test('what was so before the fault is no damage', async (t) => {
  t.same(seriesCountCheck.demands(expectation({ 'at-least': 2 }), doubled()), { damage: true, health: false })
  t.same(seriesCountCheck.demands(expectation({ 'at-least': 1 }), doubled()), { damage: false, health: true })
  const always = withQuestion(journal(), (place, _, to) => (place === 'query' ? two(to) : one(to)))
  t.same(seriesCountCheck.demands(expectation({ 'at-least': 2 }), always), { damage: false, health: true })
  const unasked = withQuestion(journal(), (_, __, to) => two(to))
  unasked.questions?.asked?.asked.shift()
  t.same(seriesCountCheck.demands(expectation({ 'at-least': 2 }), unasked), { damage: false, health: true }, 'nobody knows how it was')
})

t.test('a control watches the replica that was struck', async (t) => {
  t.equal(seriesCountCheck.control?.(expectation({ 'at-most': 0 }), lost('prometheus-0')), true)
  t.equal(seriesCountCheck.control?.(expectation({ 'at-most': 0 }), lost('prometheus-1')), false)
  t.equal(seriesCountCheck.control?.(expectation({ 'at-most': 1 }), lost('prometheus-0')), false, 'it was so before')
  t.equal(seriesCountCheck.control?.(expectation({ 'at-least': 2 }), doubled()), false)
})

t.test('no answer is not an answer without a series', async (t) => {
  t.match(judged({ 'at-most': 0 }, refused('after')), { held: false, measured: null, detail: /query said to asked: HTTP 400: parse error/ })
  t.match(judged({ 'at-most': 0 }, refused('before')), { held: false, measured: null })
  t.match(
    judged({ 'at-least': 1 }, refused('during', { via: 'replica', replica: 'prometheus-0' })),
    { held: true },
    'a killed replica has none',
  )
  t.match(judged({ 'at-least': 1 }, refused('during', { via: 'replica', replica: 'prometheus-1' })), { measured: null })
  t.match(judged({ 'at-least': 1 }, journal()), { held: false, measured: null }, 'it was never asked')
  t.match(
    judged(
      { 'at-least': 1 },
      withQuestion(journal(), () => [], { via: 'replica' }),
    ),
    { measured: null },
    'of nobody',
  )
})
