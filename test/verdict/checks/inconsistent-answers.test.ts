import t from 'tap'
import { inconsistentAnswersCheck } from '../../../src/verdict/checks/inconsistent-answers.ts'
import { line, withQuestion } from '../../helpers/asked.ts'
import { journal } from '../../helpers/run.ts'

const judged = (limits: Record<string, number>, faces: string[]) => {
  const run = withQuestion(journal(), (_, __, to) => [line(to, () => '1')], { via: 'service' })
  const after = run.questions?.asked?.asked.at(-1)
  faces.forEach((face, index) => {
    const answer = after?.answers[index]
    if (answer === undefined) return
    if (face === 'x') Object.assign(answer, { series: [], trouble: `connect ECONNREFUSED 127.0.0.1:${index}` })
    else answer.series = [line(43, () => face)]
  })
  return inconsistentAnswersCheck.judge({ of: 'asked', check: 'inconsistent-answers', limits }, run)
}

t.test('how many of equal questions are answered otherwise than the one before', async (t) => {
  for (const [faces, measured] of [
    [['1', '1', '1', '1'], 0],
    [['1', '2', '2', '1'], 2],
    [['1', '2', '1', '2'], 3],
    [['1', 'x', 'x', '1'], 2],
  ] as [string[], number][])
    t.match(judged({ 'at-least': 1 }, faces), { held: measured > 0, measured: measured, unit: 'number' }, faces.join(''))
})

t.test('through Query there is one answer, of which nothing follows', async (t) => {
  const run = withQuestion(journal(), (_, __, to) => [line(to, () => '1')])
  t.match(inconsistentAnswersCheck.judge({ of: 'asked', check: 'inconsistent-answers', limits: { 'at-most': 0 } }, run), {
    held: false,
    measured: null,
  })
})
