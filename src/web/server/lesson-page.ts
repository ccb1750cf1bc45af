import { lessonAfter, lessonList, type Shown, shownNow } from '../../app/lesson/course.ts'
import { comparedPredictions, figureIn } from '../../app/lesson/measured.ts'
import { isOver, openEnd, type Who } from '../../app/lesson/progress.ts'
import type { LessonPrediction, LessonStep } from '../../model/lesson.ts'
import type { LessonsAnswer, PagePrediction, PageScreen, PageStep } from '../../model/lesson-page.ts'
import { explanationWords } from '../../explain/words/words.ts'
import type { LessonWords } from '../../report/lesson/words/en.ts'
import { lessonWords } from '../../report/lesson/words/words.ts'
import { type FilledFrom, pageBlocks } from '../../report/lesson/page-blocks.ts'

/** The lessons, and the screen that was shown last, as the page draws them. */
export async function lessonsAnswer(who: Who): Promise<LessonsAnswer> {
  const [{ lessons }, shown] = await Promise.all([lessonList(who), shownNow(who)])
  return { schemaVersion: 1, lessons, current: shown === undefined ? null : await pageScreen(shown, lessonWords(who.language)) }
}

async function pageScreen(shown: Shown, words: LessonWords): Promise<PageScreen> {
  const { lesson, own, lab } = shown
  const { name, title, minutes } = lesson
  const screen = lesson.screens[own.screen]!
  const { ends } = screen
  const open = openEnd(screen, own)
  const step = ends?.type === 'step' ? lesson.steps.find(({ id }) => id === ends.id) : undefined
  return {
    lesson: { name, title, minutes },
    lab,
    startedAt: own.startedAt,
    screen: own.screen + 1,
    screens: lesson.screens.length,
    blocks: pageBlocks(screen.blocks, filling(shown, words)),
    predictions: reached(shown).map((prediction) => pagePrediction(prediction, shown, words)),
    ...(step === undefined ? {} : { step: pageStep(step, shown) }),
    ...(open === undefined ? {} : { open: open.type }),
    ...(isOver(shown) ? await ending(shown) : { finished: false }),
  }
}

function filling({ lab, runs }: Shown, { screen: { noFigure }, language }: LessonWords): FilledFrom {
  const said = explanationWords(language)
  return { lab, noFigure, figure: (scenario, what) => figureIn(runs, scenario, what, said) }
}

/** What stands behind the last screen. */
async function ending({ lesson }: Shown): Promise<Pick<PageScreen, 'finished' | 'takeaways' | 'following'>> {
  const following = await lessonAfter(lesson.name)
  return { finished: true, takeaways: lesson.takeaways, ...(following === undefined ? {} : { following }) }
}

/** The predictions that the learner has been asked for, in the order of the screens. */
function reached({ lesson, own }: Shown): LessonPrediction[] {
  const asked = lesson.screens.slice(0, own.screen + 1).flatMap(({ ends }) => (ends?.type === 'predict' ? [ends.id] : []))
  return asked.flatMap((id) => lesson.predict.find((one) => one.id === id) ?? [])
}

function pagePrediction({ id, ask, answer: { run }, choices, number }: LessonPrediction, shown: Shown, words: LessonWords): PagePrediction {
  const locked = shown.own.predictions[id]
  const compared = comparedPredictions(shown, run, shown.runs, words).find((one) => one.id === id)
  return {
    id,
    ask,
    run,
    ...(choices === undefined ? {} : { choices: choices.map(({ text }) => text) }),
    ...(number === undefined ? {} : { number }),
    ...(locked === undefined ? {} : { locked: locked.value, lockedAt: locked.at }),
    ...(compared === undefined ? {} : { compared }),
  }
}

function pageStep({ id, task, check, hint }: LessonStep, { own }: Shown): PageStep {
  return {
    id,
    task,
    passed: own.passed[id] !== undefined,
    ...(check.kind === 'run' ? { run: check.what.scenario } : {}),
    readsFiles: check.kind === 'file',
    hints: hint.slice(0, own.hints[id] ?? 0),
    levels: hint.length,
  }
}
