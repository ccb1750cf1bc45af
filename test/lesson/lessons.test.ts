import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { missingCapabilities } from '../../src/app/capabilities.ts'
import { selectedScenarios } from '../../src/app/select-scenarios.ts'
import { DEFAULT_SETTINGS } from '../../src/model/lab-defaults.ts'
import { explanationWords } from '../../src/explain/words/words.ts'
import { measure } from '../../src/lesson/figures.ts'
import { findLesson, listLessons } from '../../src/lesson/files.ts'
import { lessonsFolder, OWN } from '../../src/lesson/names.ts'
import { compare } from '../../src/lesson/predictions.ts'
import { figuresOf } from '../../src/lesson/screens.ts'
import { type Language, LANGUAGES } from '../../src/model/language.ts'
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

t.test('a story is told in the language of the lesson', async (t) => {
  const run = measured('crash-and-return')
  const told = (language?: Language) => String(measure('story', run, explanationWords(language))?.value).split('\n')
  t.same(told(), told('en'))
  t.match(told('zh-CN'), [/^Query 读取 .* 个样本（.*），返回 \d+ 个。$/, /^查询的左边界是 /, /^空洞 [\d.]+ s，从 /])
  t.equal(told('zh-CN').length, told('en').length)
})

t.test('every prediction has a right answer in a run, and a wrong one', async (t) => {
  for (const { name, predict } of lessons)
    for (const prediction of predict) {
      const values = prediction.choices?.map(({ text }) => text) ?? [0]
      const right = values.filter((value) => compare(prediction, value, measured(prediction.answer.run))?.isRight)
      t.equal(right.length, prediction.choices === undefined ? 0 : 1, `${name}: ${prediction.id}`)
    }
})

t.test('a lesson needs what the scenarios of its steps need', async (t) => {
  for (const { name, needs, steps } of lessons)
    for (const { check } of steps) {
      if (check.kind !== 'run' || check.what.scenario === OWN) continue
      const [file] = await selectedScenarios([check.what.scenario])
      const scenario = file!.resolve(DEFAULT_SETTINGS.scrapeIntervalMs)
      t.same(await missingCapabilities(scenario, new Set(needs)), [], `${name}: ${scenario.name}`)
    }
})

t.test('a lesson is found by its name, without its number, and by it', async (t) => {
  for (const word of ['04-preferred', 'preferred', '4', '04']) t.equal((await findLesson(word)).name, '04-preferred', word)
  await t.rejects(findLesson('prefered'), { code: 'lesson', message: /did you mean 'preferred'/ })
  await t.rejects(findLesson('./none.md'), /There is no file none\.md/)
})

const teachings = LANGUAGES.map((language) => readFileSync(join(lessonsFolder(language), 'TEACHING.md'), 'utf8'))
const numberOf = ({ name }: Lesson) => name.slice(0, 2)

t.test('every point of the article has its lessons, as TEACHING.md says', async (t) => {
  const actual = Array.from({ length: 10 }, (_, index) => index + 1).map((point) => ({
    point,
    lessons: lessons.filter(({ article }) => article.includes(point)).map(numberOf),
  }))
  for (const teaching of teachings) {
    const rows = [...teaching.matchAll(/^\| (\d+) \| [^|]+ \| ([\d, 、]+) \|$/gm)]
    t.same(
      rows.map(([, point, list = '']) => ({ point: Number(point), lessons: list.split(/, |、/) })),
      actual,
    )
  }
  for (const { point, lessons: some } of actual) t.ok(some.length > 0, `point ${point}`)
})

t.test('the timing of TEACHING.md is that of the lessons, and the course takes 90 minutes', async (t) => {
  for (const teaching of teachings) {
    const rows = [...teaching.matchAll(/^\| (\d\d-?\S*) ([a-z-]+) \| (\d+) \|/gm)]
    t.same(
      rows.map(([, number, name, minutes]) => `${number}-${name} ${minutes}`),
      lessons.map(({ name, minutes }) => `${name} ${minutes}`),
    )
  }
  t.equal(
    lessons.reduce((sum, { minutes }) => sum + minutes, 0),
    90,
  )
})

/** What a learner's progress and the checks rely on: the same in every language. */
const structureOf = ({ name, minutes, article, needs, predict, steps, screens }: Lesson) => ({
  name,
  minutes,
  article,
  needs,
  predict: predict.map(({ ask: _ask, choices, ...rest }) => ({ ...rest, choices: choices?.map(({ text: _text, ...limits }) => limits) })),
  steps: steps.map(({ task: _task, hint, ...rest }) => ({ ...rest, hints: hint.length })),
  screens: screens.map(({ ends, blocks }) => ({
    ends,
    explains: blocks.flatMap((block) => (block.type === 'explain' ? [[block.scenario, ...figuresOf(block.children).sort()]] : [])),
    code: blocks.flatMap((block) => (block.type === 'code' ? [block.value.split('\n').length] : [])),
  })),
})

t.test('a Chinese lesson has the ids, checks, solutions, screens and figures of the English one', async (t) => {
  t.same((await listLessons(lessonsFolder('zh-CN'))).map(structureOf), lessons.map(structureOf))
})
