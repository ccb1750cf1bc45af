import t from 'tap'
import { measure } from '../../src/lesson/figures.ts'
import { findLesson, listLessons } from '../../src/lesson/files.ts'
import { compare } from '../../src/lesson/predictions.ts'
import { OWN } from '../../src/lesson/read.ts'
import { figuresOf } from '../../src/lesson/screens.ts'
import type { Lesson } from '../../src/model/lesson.ts'
import { analyseRun } from '../../src/verdict/analysis.ts'
import { keptRuns } from '../helpers/kept-runs.ts'

/* The lessons of the package, against a recorded run of each scenario. */

const lessons = await listLessons()
const runs = new Map([...keptRuns()].map(([name, run]) => [name, { run, analysis: analyseRun(run) }]))
/** A learner's own scenario is one like this. */
const measured = (scenario: string) => runs.get(scenario === OWN ? 'kill-replica' : scenario)!

const explained = ({ screens }: Lesson) =>
  screens.flatMap(({ blocks }) =>
    blocks.flatMap((block) => (block.type === 'explain' ? figuresOf(block.children).map((words) => [block.scenario, words] as const) : [])),
  )

t.test('every figure that a lesson names is in a run of its scenario', async (t) => {
  for (const lesson of lessons)
    for (const [scenario, words] of explained(lesson))
      t.not(measure(words, measured(scenario)), undefined, `${lesson.name}: {${words}} of ${scenario}`)
})

t.test('every prediction has a right answer in a run, and a wrong one', async (t) => {
  for (const { name, predict } of lessons)
    for (const prediction of predict) {
      const values = prediction.choices?.map(({ text }) => text) ?? [0]
      const right = values.filter((value) => compare(prediction, value, measured(prediction.answer.run))?.isRight)
      t.equal(right.length, prediction.choices === undefined ? 0 : 1, `${name}: ${prediction.id}`)
    }
})

t.test('a lesson is found by its name, without its number, and by it', async (t) => {
  for (const word of ['04-preferred', 'preferred', '4', '04']) t.equal((await findLesson(word)).name, '04-preferred', word)
  await t.rejects(findLesson('prefered'), { code: 'lesson', message: /did you mean 'preferred'/ })
  await t.rejects(findLesson('./none.md'), /There is no file none\.md/)
})
