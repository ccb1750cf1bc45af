import t from 'tap'
import type { Journal } from '../../../src/model/run.ts'
import { graphCoverageCheck } from '../../../src/verdict/checks/graph-coverage.ts'
import { type Answers, line, withQuestion } from '../../helpers/asked.ts'
import { journal } from '../../helpers/run.ts'

const judged = (limits: Record<string, number>, run: Journal) =>
  graphCoverageCheck.judge({ of: 'asked', check: 'graph-coverage', limits }, run)
const graph = (answers: Answers) => withQuestion(journal(), answers)

t.test('the share of the steps that have a value', async (t) => {
  const holed = graph((_, phase, to) => [line(to, (step) => (phase === 'after' && step >= 16 && step < 27 ? undefined : '1'))])
  t.match(judged({ 'at-most': 0.8 }, holed), { held: true, unit: 'share', expected: 'at most 80 %', detail: /after the return 75 %$/ })
  t.match(judged({ 'at-least': 1 }, holed), { held: false, measured: 33 / 44 })
  t.match(
    judged(
      { 'at-least': 1 },
      graph((_, __, to) => [line(to, () => '1')]),
    ),
    { held: true, measured: 1 },
  )
  t.match(
    judged(
      { 'at-least': 1 },
      graph((_, __, to) => [line(to, (step) => (step === 20 ? 'NaN' : '1'))]),
    ),
    { held: false },
  )
})

t.test('several series fill each other', async (t) => {
  const halves = graph((_, __, to) => [
    line(to, (step) => (step % 2 === 0 ? '1' : undefined)),
    line(to, (step) => (step % 2 === 1 ? '1' : undefined)),
  ])
  t.match(judged({ 'at-least': 1 }, halves), { held: true })
})

t.test('a young lab is no damage, a lost history is', async (t) => {
  const young = graph((_, __, to) => [line(to, (step) => (step < 5 ? undefined : '1'))])
  t.match(judged({ 'at-least': 1 }, young), { held: true })
  const lost = graph((_, phase, to) => [line(to, (step) => (phase === 'after' && step < 22 ? undefined : '1'))])
  t.match(judged({ 'at-most': 0.6 }, lost), { held: true, measured: 0.5 })
})

t.test('an answer that was empty before: up == 0', async (t) => {
  const down = graph((_, phase, to) => (phase === 'before' ? [] : [line(to, (step) => (step >= 16 && step < 27 ? '0' : undefined))]))
  t.match(judged({ 'at-least': 0.2 }, down), { held: true, detail: /^before the fault 0 %/ })
  t.match(judged({ 'at-least': 0.6 }, down), { held: false })
  t.match(judged({ 'at-most': 0.05 }, down), { held: false }, 'that it stays empty is refuted by one look')
})

t.test('without a step there is nothing to measure', async (t) => {
  const run = graph((_, __, to) => [line(to, () => '1')])
  for (const asking of run.questions?.asked?.asked ?? []) asking.stepSeconds = 0
  t.match(judged({ 'at-least': 1 }, run), { held: false, measured: null })
})
