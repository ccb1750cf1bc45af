import t from 'tap'
import { rateSpikeCheck } from '../../../src/verdict/checks/rate-spike.ts'
import { findingIn } from '../../helpers/parts.ts'
import { type Answers, line, withQuery } from '../../helpers/queries.ts'
import { runRecord } from '../../helpers/run.ts'

const judged = (limits: Record<string, number>, answers: Answers) =>
  findingIn(withQuery(runRecord(), answers), rateSpikeCheck, 'graph', limits)

const chained: Answers = (source, phase, to) => [line(to, () => (source === 'query' && phase === 'during' ? '19' : '10'))]
const spike: Answers = (source, _, to) => [line(to, () => 'NaN'), line(to, (step) => (source === 'query' && step === 12 ? '50' : '5'))]

t.test('the largest through Query in times the largest of a replica', async (t) => {
  t.match(judged({ 'at-least': 1.8 }, chained), {
    passed: true,
    measured: 1.9,
    unit: 'times',
    expected: 'at least 1.8 times',
    detail: /during the outage 1\.9 times; after recovery 1 times$/,
  })
  t.match(judged({ 'at-most': 1.5 }, chained), { passed: false })
  t.match(
    judged({ 'at-most': 1.5 }, (_, __, to) => [line(to, () => '10')]),
    { passed: true, measured: 1 },
  )
})

t.test('the largest of all series, and NaN is no number', async (t) => {
  t.match(judged({ 'at-least': 10 }, spike), { passed: true, measured: 10 })
})

t.test('in times of nothing there is nothing to measure', async (t) => {
  const nothing: Answers[] = [
    () => [],
    (source, _, to) => (source === 'query' ? [line(to, () => '5')] : []),
    (_, __, to) => [line(to, () => '0')],
  ]
  for (const answers of nothing) t.match(judged({ 'at-most': 1.5 }, answers), { passed: false, measured: null })
})
