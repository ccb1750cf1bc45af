import type { Shown } from '../app/lesson/course.ts'
import { isOver } from '../app/lesson/progress.ts'
import { figureIn } from '../app/lesson/measured.ts'
import { explanationWords } from '../explain/words/words.ts'
import { clock } from '../lib/format.ts'
import { plain } from '../lib/plain.ts'
import { wrap, wrapBehind } from '../lib/wrap.ts'
import type { ComparedPrediction, LessonCheckAnswer, LessonList, LessonScreenAnswer, LessonTrials } from '../model/lesson-answers.ts'
import { plainName } from '../lesson/names.ts'
import { blockLines, type LessonPage, withLab } from '../report/lesson/blocks.ts'
import { type StyledText, styledLines } from '../report/lesson/styled.ts'
import type { LessonWords } from '../report/lesson/words/en.ts'
import { lessonWords } from '../report/lesson/words/words.ts'
import type { Paint } from '../report/text.ts'
import { columns } from '../lib/columns.ts'

/* What the commands of a lesson print. */

interface Page {
  width: number
  paint: Paint
  words: LessonWords
}

/** Columns of a lesson's text at most: longer lines are hard to read. */
const WIDEST = 88

/** One screen: the title, the text, what it asks for, and the command to type next. */
export function screenText(shown: Shown, { width, paint, words }: Page): string {
  const { lesson, own, lab } = shown
  const columnsOfText = Math.min(width, WIDEST)
  const place = isOver(shown) ? words.screen.finished : words.screen.place(own.screen + 1, lesson.screens.length)
  const title = `${lesson.title} · ${place} · ${words.screen.minutes(lesson.minutes)}`
  const page = { width: columnsOfText, paint, words }
  const body = isOver(shown) ? overLines(shown, page) : blockLines(lesson.screens[own.screen]!.blocks, lessonPage(shown, page))
  return [paint('inverse', ` ${plain(title)} `), '', ...body, '', `→ ${withLab(shown.next, lab)}`].join('\n')
}

function overLines({ lesson }: Shown, { width, paint, words }: Page): string[] {
  return [
    words.screen.isOver,
    '',
    ...lesson.takeaways.flatMap((text) => wrapBehind('- ', plain(text), width).map((line) => paint('bold', line))),
  ]
}

function lessonPage(shown: Shown, { width, paint, words }: Page): LessonPage {
  const { lesson, own, runs, lab } = shown
  return {
    width,
    paint,
    lab,
    noFigure: words.screen.noFigure,
    figure: (scenario, what) => figureIn(runs, scenario, what, explanationWords(words.language)),
    directive({ type, id }) {
      if (type === 'hint') return wrap(words.screen.stuck, width)
      if (type === 'step') {
        const step = lesson.steps.find((one) => one.id === id)!
        const mark = own.passed[id] === undefined ? '[ ]' : '[x]'
        return [...wrapBehind(`${mark} `, plain(step.task), width).map((line) => paint('bold', line)), `    ${words.screen.check}`]
      }
      return predictLines(shown, id, { width, paint, words })
    },
  }
}

function predictLines({ lesson, own }: Shown, id: string, { width, paint, words }: Page): string[] {
  const { ask, choices, number } = lesson.predict.find((one) => one.id === id)!
  const locked = own.predictions[id]
  const options = choices?.flatMap(({ text }, index) => wrapBehind(`  ${index + 1}  `, plain(text), width)) ?? [
    `  ${words.screen.number(words.screen.units[number!])}`,
  ]
  const state = locked === undefined ? [] : ['', words.screen.yours(plain(String(locked.value)), clock(Date.parse(locked.at)))]
  return [...wrapBehind('? ', plain(ask), width).map((line) => paint('bold', line)), ...options, ...state]
}

/** The same as an object. */
export function screenAnswer(shown: Shown, words = lessonWords()): LessonScreenAnswer {
  const { lesson, own } = shown
  const { name, title, minutes } = lesson
  const { ends } = lesson.screens[own.screen]!
  const over = isOver(shown)
  const asked = ends?.type === 'predict' ? lesson.predict.find(({ id }) => id === ends.id) : undefined
  const step = ends?.type === 'step' ? lesson.steps.find(({ id }) => id === ends.id) : undefined
  const locked = own.predictions[asked?.id ?? '']
  return {
    schemaVersion: 1,
    lesson: { name, title, minutes },
    screen: own.screen + 1,
    screens: lesson.screens.length,
    text: blockLines(lesson.screens[own.screen]!.blocks, lessonPage(shown, { width: 80, paint: (_style, text) => text, words })).join('\n'),
    ...(asked === undefined
      ? {}
      : {
          predict: {
            id: asked.id,
            ask: asked.ask,
            ...(asked.choices === undefined ? {} : { choices: asked.choices.map(({ text }) => text) }),
            ...(asked.number === undefined ? {} : { number: asked.number }),
            ...(locked === undefined ? {} : { locked: locked.value, lockedAt: locked.at }),
          },
        }),
    ...(step === undefined
      ? {}
      : { step: { id: step.id, task: step.task, passed: own.passed[step.id] !== undefined, hints: step.hint.length } }),
    finished: over,
    ...(over ? { takeaways: lesson.takeaways } : {}),
    next: withLab(shown.next, shown.lab),
  }
}

/** Whether a step has passed, and the predictions beside what was measured. */
export function checkText(
  { passed, detail, predictions, otherwise, next }: LessonCheckAnswer,
  { width, paint, words }: Page,
  lab: string,
): string {
  const head: StyledText = passed ? { text: words.check.passed, style: 'green' } : { text: words.check.notYet, style: 'yellow' }
  const text = styledLines([head, { text: `${words.check.space}${plain(detail)}` }], Math.min(width, WIDEST), paint)
  const compared = predictions.flatMap((one) => ['', ...comparedLines(one, { width: Math.min(width, WIDEST), paint, words })])
  const other = otherwise === undefined ? [] : ['', ...wrapBehind(words.check.otherwise, plain(otherwise), Math.min(width, WIDEST))]
  return [...text, ...compared, ...other, '', `→ ${withLab(next, lab)}`].join('\n')
}

function comparedLines({ ask, predicted, measured, right }: ComparedPrediction, { width, paint, words }: Page): string[] {
  return [
    ...wrap(plain(ask), width).map((line) => paint('bold', line)),
    ...wrapBehind(words.check.predicted, plain(predicted), width),
    ...wrapBehind(words.check.measured, plain(measured), width),
    `  ${right ? words.check.isRight : words.check.isOther}`,
  ]
}

/** The lessons, with their state. */
export function listText({ lessons, next }: LessonList, paint: Paint, words: LessonWords): string {
  const rows = lessons.map(({ name, title, minutes, state, screen, screens }) => [
    { new: ' ', started: '>', finished: 'x' }[state],
    plainName(name),
    words.screen.minutes(minutes),
    title,
    state === 'started' ? words.list.at(screen ?? 1, screens) : '',
  ])
  const done = lessons.filter(({ state }) => state === 'finished').length
  const minutes = lessons.reduce((sum, one) => sum + one.minutes, 0)
  return [...columns(rows, { right: [2] }).map(plain), '', words.list.done(done, lessons.length, minutes), `→ ${paint('bold', next)}`].join(
    '\n',
  )
}

/** What became of each lesson that was tried. */
export function trialsText({ lessons, left }: LessonTrials): string {
  const rows = lessons.map(({ name, minutes, steps, faults, repeated, solvedMs = 0, elapsedMs }) => [
    faults.length === 0 ? '✔' : '✘',
    plainName(name),
    `${steps} ${steps === 1 ? 'step' : 'steps'}`,
    `typed in ${(solvedMs / 60_000).toFixed(1)} min`,
    `of ${minutes} min`,
    `tried in ${(elapsedMs / 60_000).toFixed(1)} min`,
    repeated === 0 ? '' : `${repeated} inconclusive, run once more`,
  ])
  const bad = lessons.filter(({ faults }) => faults.length > 0)
  return [
    ...columns(rows).map(plain),
    '',
    ...bad.flatMap(({ name, faults }) => faults.map((fault) => `${name}: ${plain(fault)}`)),
    ...left.map((one) => `Left behind: ${plain(one)}`),
    bad.length + left.length === 0
      ? `All ${lessons.length} fail untouched and on a wrong solution, pass on their own, and leave nothing.`
      : '',
  ].join('\n')
}
