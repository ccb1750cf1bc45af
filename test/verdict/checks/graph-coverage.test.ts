import t from 'tap'
import type { RunRecord } from '../../../src/model/run.ts'
import { graphCoverageCheck } from '../../../src/verdict/checks/graph-coverage.ts'
import { findingIn } from '../../helpers/parts.ts'
import { type Answers, line, withQuery } from '../../helpers/queries.ts'
import { runRecord } from '../../helpers/run.ts'

const judged = (limits: Record<string, number>, run: RunRecord) => findingIn(run, graphCoverageCheck, 'graph', limits)
const graph = (answers: Answers) => withQuery(runRecord(), answers)

t.test('the share of the steps that have a value', async (t) => {
  const gapped = graph((_, phase, to) => [line(to, (step) => (phase === 'after' && step >= 16 && step < 27 ? undefined : '1'))])
  t.match(judged({ 'at-most': 0.8 }, gapped), { passed: true, unit: 'share', expected: 'at most 80 %', detail: /after recovery 75 %$/ })
  t.match(judged({ 'at-least': 1 }, gapped), { passed: false, measured: 33 / 44 })
  t.match(
    judged(
      { 'at-least': 1 },
      graph((_, __, to) => [line(to, () => '1')]),
    ),
    { passed: true, measured: 1 },
  )
  t.match(
    judged(
      { 'at-least': 1 },
      graph((_, __, to) => [line(to, (step) => (step === 20 ? 'NaN' : '1'))]),
    ),
    { passed: false },
  )
})

t.test('several series fill each other', async (t) => {
  const halves = graph((_, __, to) => [
    line(to, (step) => (step % 2 === 0 ? '1' : undefined)),
    line(to, (step) => (step % 2 === 1 ? '1' : undefined)),
  ])
  t.match(judged({ 'at-least': 1 }, halves), { passed: true })
})

t.test('a young lab is no damage, a lost history is', async (t) => {
  const young = graph((_, __, to) => [line(to, (step) => (step < 5 ? undefined : '1'))])
  t.match(judged({ 'at-least': 1 }, young), { passed: true })
  const lost = graph((_, phase, to) => [line(to, (step) => (phase === 'after' && step < 22 ? undefined : '1'))])
  t.match(judged({ 'at-most': 0.6 }, lost), { passed: true, measured: 0.5 })
})

t.test('an answer that was empty before: up == 0', async (t) => {
  const down = graph((_, phase, to) => (phase === 'before' ? [] : [line(to, (step) => (step >= 16 && step < 27 ? '0' : undefined))]))
  t.match(judged({ 'at-least': 0.2 }, down), { passed: true, detail: /^before the fault 0 %/ })
  t.match(judged({ 'at-least': 0.6 }, down), { passed: false })
  t.match(judged({ 'at-most': 0.05 }, down), { passed: false }, 'that it stays empty is refuted by one snapshot')
})

t.test('without a step there is nothing to measure', async (t) => {
  const run = graph((_, __, to) => [line(to, () => '1')])
  for (const { queries } of run.snapshots) queries['graph']!.window!.stepSeconds = 0
  t.match(judged({ 'at-least': 1 }, run), { passed: false, measured: null })
})
