import t from 'tap'
import { rateSpikeCheck } from '../../../src/verdict/checks/rate-spike.ts'
import { type Answers, line, withQuestion } from '../../helpers/asked.ts'
import { journal } from '../../helpers/run.ts'

const judged = (limits: Record<string, number>, answers: Answers) =>
  rateSpikeCheck.judge({ of: 'asked', check: 'rate-spike', limits }, withQuestion(journal(), answers))

const chained: Answers = (place, phase, to) => [line(to, () => (place === 'query' && phase === 'during' ? '19' : '10'))]
const spike: Answers = (place, _, to) => [line(to, () => 'NaN'), line(to, (step) => (place === 'query' && step === 12 ? '50' : '5'))]

t.test('the largest through Query in times the largest of a replica', async (t) => {
  t.match(judged({ 'at-least': 1.8 }, chained), {
    held: true,
    measured: 1.9,
    unit: 'times',
    expected: 'at least 1.8 times',
    detail: /during the outage 1\.9 times; after the return 1 times$/,
  })
  t.match(judged({ 'at-most': 1.5 }, chained), { held: false })
  t.match(
    judged({ 'at-most': 1.5 }, (_, __, to) => [line(to, () => '10')]),
    { held: true, measured: 1 },
  )
})

t.test('the largest of all series, and NaN is no number', async (t) => {
  t.match(judged({ 'at-least': 10 }, spike), { held: true, measured: 10 })
})

t.test('in times of nothing there is no telling', async (t) => {
  const nothing: Answers[] = [
    () => [],
    (place, _, to) => (place === 'query' ? [line(to, () => '5')] : []),
    (_, __, to) => [line(to, () => '0')],
  ]
  for (const answers of nothing) t.match(judged({ 'at-most': 1.5 }, answers), { held: false, measured: null })
})
