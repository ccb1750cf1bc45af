import t from 'tap'
import { inconsistentAnswersCheck } from '../../../src/verdict/checks/inconsistent-answers.ts'
import { findingIn, parts } from '../../helpers/parts.ts'
import { line, withQuery } from '../../helpers/queries.ts'
import { runRecord, serviceReplies } from '../../helpers/run.ts'

/** The values of the Service's answers after recovery, in the order asked; `x`: an error. */
const judged = (limits: Record<string, number>, values: string[]) => {
  const { run, after } = parts(withQuery(runRecord(), (_, __, to) => [line(to, () => '1')], { via: 'service' }))
  const replies = values.map((value, index) =>
    value === 'x' ? { error: `connect ECONNREFUSED 127.0.0.1:${index}` } : [line(43, () => value)],
  )
  Object.assign(after.queries['graph']!, serviceReplies(replies))
  return findingIn(run, inconsistentAnswersCheck, 'graph', limits)
}

t.test('how many of equal requests are answered otherwise than the one before', async (t) => {
  for (const [values, measured] of [
    [['1', '1', '1', '1'], 0],
    [['1', '2', '2', '1'], 2],
    [['1', '2', '1', '2'], 3],
    [['1', 'x', 'x', '1'], 2],
  ] as [string[], number][])
    t.match(judged({ 'at-least': 1 }, values), { passed: measured > 0, measured, unit: 'number' }, values.join(''))
})

t.test('through Query there is one answer, of which nothing follows', async (t) => {
  const run = withQuery(runRecord(), (_, __, to) => [line(to, () => '1')])
  t.match(findingIn(run, inconsistentAnswersCheck, 'graph', { 'at-most': 0 }), { passed: false, measured: null })
})
