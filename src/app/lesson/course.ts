import { command } from '../../lib/command.ts'
import { LabError } from '../../lib/errors.ts'
import { clock } from '../../lib/format.ts'
import type { RunToMeasure } from '../../lesson/figures.ts'
import { findLesson, listLessons } from '../../lesson/files.ts'
import { lessonNames, lessonsFolder, plainName, wordOfLesson } from '../../lesson/names.ts'
import { typedPrediction } from '../../lesson/predictions.ts'
import type { LessonStep } from '../../model/lesson.ts'
import type { LessonCheckAnswer, LessonHintAnswer, LessonList, LessonResetAnswer } from '../../model/lesson-answers.ts'
import type { Progresses } from '../../model/lesson-progress.ts'
import { lessonWords } from '../../report/lesson/words/words.ts'
import { readProgress } from '../../storage/lesson-progress.ts'
import { predictionOutcomes } from '../../verdict/prediction.ts'
import { type Checked, checkStep } from './check-step.ts'
import { comparedPredictions, learnersRuns } from './measured.ts'
import {
  changeProgress,
  countsFrom,
  type Current,
  currentLesson,
  forgetProgress,
  isOver,
  labOf,
  openEnd,
  translateChoices,
  type Who,
} from './progress.ts'
import { refuseWhereLacking } from './needs.ts'
import { tellChecked, tellPredictions, tellScreen } from './room-news.ts'

/* Teaching a lesson: what each command of a learner does. None of them starts a fault: the learner does. */

/** One screen, with what is needed to show it. */
export interface Shown extends Current {
  /** The lab that the learner works on. */
  lab: string
  /** The learner's runs, by scenario. */
  runs: Record<string, RunToMeasure>
  /** The command to type next. */
  next: string
  /** A step before the next screen whose check has not passed. */
  failed?: LessonCheckAnswer
}

/** Every lesson, and where the learner stands. */
export async function lessonList({ language }: Pick<Who, 'language'> = {}): Promise<LessonList> {
  const [lessons, progress] = await Promise.all([listLessons(lessonsFolder(language)), readProgress()])
  const rows = lessons.map(({ name, title, minutes, takeaways, needs, screens }): LessonList['lessons'][number] => {
    const own = progress.lessons[name]
    const state = own === undefined ? 'new' : own.finishedAt === undefined ? 'started' : 'finished'
    const at = own !== undefined && state === 'started' ? { screen: own.screen + 1 } : {}
    return { name, title, minutes, takeaways, needs, state, ...at, screens: screens.length }
  })
  const open = rows.find(({ name }) => name === progress.current && progress.lessons[name]?.finishedAt === undefined)
  const goOn = open ?? rows.find(({ state }) => state !== 'finished') ?? rows[0]
  return { schemaVersion: 1, lessons: rows, next: `thanos-lab lesson start ${plainName(goOn?.name ?? '')}`.trim() }
}

/** The screen that was shown last; undefined where no lesson is started. Changes nothing. */
export async function shownNow(who: Who): Promise<Shown | undefined> {
  const progress = await readProgress()
  return progress.lessons[progress.current ?? ''] === undefined ? undefined : shown(await currentLesson(progress, who.language), who)
}

/** Begins a lesson, or goes on with it; without a name, with the one that is open, else the first that is not finished. Throws `needs-capability`. */
export async function startLesson(who: Who, wanted: string | undefined): Promise<Shown> {
  return changeProgress(who, async (progress) => {
    const lesson = await findLesson(wanted ?? (await nextLesson(progress)), lessonsFolder(who.language))
    await refuseWhereLacking(lesson, who)
    const now = new Date().toISOString()
    const own = (progress.lessons[lesson.name] ??= {
      lab: who.name,
      startedAt: now,
      screen: 0,
      predictions: {},
      passed: {},
      hints: {},
      seen: [],
    })
    if (who.name !== 'thanos-lab') own.lab = who.name
    const word = wordOfLesson(lesson)
    if (word === plainName(lesson.name)) delete own.file
    else own.file = word
    // A finished one is shown from its beginning.
    own.screen = own.finishedAt === undefined ? Math.min(own.screen, lesson.screens.length - 1) : 0
    await translateChoices(own, lesson)
    progress.current = lesson.name
    await tellScreen({ lesson, own })
    return shown({ lesson, own }, who)
  })
}

async function nextLesson({ current, lessons }: Progresses): Promise<string> {
  const names = await lessonNames()
  const isOpen = (name: string) => lessons[name]?.finishedAt === undefined
  const name = current !== undefined && names.includes(current) && isOpen(current) ? current : names.find(isOpen)
  if (name === undefined)
    throw new LabError('lesson', 'Every lesson is finished', {
      hint: 'thanos-lab lesson start NAME shows one again; thanos-lab lesson reset --all',
    })
  return name
}

/** Shows the next screen, where this one needs nothing more; a step's check is made for that. `typed`: predictions to lock first, `ID=VALUE`. */
export async function nextScreen(who: Who, typed: readonly string[]): Promise<Shown> {
  return changeProgress(who, async (progress) => {
    const current = await currentLesson(progress, who.language)
    const { lesson, own } = current
    lockAll(current, typed)
    await tellPredictions(current, typed)
    const screen = lesson.screens[own.screen]!
    const open = openEnd(screen, own)
    if (open?.type === 'predict') throw asksToPredict(open.id)
    if (open !== undefined) {
      const failed = await checked(current, who)
      if (!failed.passed) return { ...(await shown(current, who)), failed }
    }
    if (own.screen < lesson.screens.length - 1) own.screen += 1
    else own.finishedAt ??= new Date().toISOString()
    await tellScreen(current)
    return shown(current, who)
  })
}

/** Locks predictions of the current screen: before the fault, and once. */
export async function lockPredictions(who: Who, typed: readonly string[]): Promise<Shown> {
  return changeProgress(who, async (progress) => {
    const current = await currentLesson(progress, who.language)
    lockAll(current, typed)
    await tellPredictions(current, typed)
    return shown(current, who)
  })
}

function lockAll({ lesson, own }: Current, typed: readonly string[]): void {
  for (const text of typed) {
    const [, id = '', value = ''] = /^([^=]*)=(.*)$/s.exec(text) ?? []
    const prediction = lesson.predict.find((one) => one.id === id)
    if (prediction === undefined)
      throw new LabError('usage', `'${text}' names no prediction of this lesson`, { hint: 'thanos-lab lesson next --predict ID=VALUE' })
    const locked = own.predictions[id]
    if (locked !== undefined)
      throw new LabError('usage', `Your prediction ${id} is locked since ${clock(Date.parse(locked.at))} UTC: ${locked.value}`, {
        hint: 'thanos-lab lesson next; or thanos-lab lesson reset, which begins the lesson again',
      })
    const isReached = lesson.screens.slice(0, own.screen + 1).some(({ ends }) => ends?.type === 'predict' && ends.id === id)
    if (!isReached) throw new LabError('usage', `The lesson has not asked for ${id} yet`, { hint: 'thanos-lab lesson next' })
    own.predictions[id] = { value: typedPrediction(prediction, value), at: new Date().toISOString() }
  }
}

/** Checks the step of the current screen. Throws `lesson` where the screen has none. */
export async function checkLesson(who: Who): Promise<LessonCheckAnswer> {
  return changeProgress(who, async (progress) => checked(await currentLesson(progress, who.language), who))
}

async function checked(current: Current, who: Who): Promise<LessonCheckAnswer> {
  const { lesson, own } = current
  const step = stepOf(current)
  const { passed, detail, run, saw } = await lookedAt(current, step, who)
  if (saw === true && !own.seen.includes(step.id)) own.seen.push(step.id)
  if (passed) own.passed[step.id] ??= { at: new Date().toISOString(), ...(run === undefined ? {} : { run }) }
  const scenario = step.check.kind === 'run' ? step.check.what.scenario : ''
  const runs = passed ? await learnersRuns(current) : {}
  await tellChecked(current, { step: step.id, passed, scenario, measured: runs[scenario] })
  const isOtherwise = passed ? isUnlikePredicted(runs[scenario]) : run !== undefined
  return {
    schemaVersion: 1,
    lesson: lesson.name,
    step: step.id,
    passed,
    detail,
    ...(run === undefined ? {} : { run }),
    predictions: comparedPredictions(current, scenario, runs, lessonWords(who.language)),
    ...(isOtherwise ? { otherwise: lesson.otherwise } : {}),
    next: passed ? 'thanos-lab lesson next' : 'thanos-lab lesson hint',
  }
}

/** What has passed stays passed. */
async function lookedAt(current: Current, step: LessonStep, who: Who): Promise<Checked> {
  const { own } = current
  const known = own.passed[step.id]
  if (known !== undefined)
    return { passed: true, detail: lessonWords(who.language).found.already, ...(known.run === undefined ? {} : { run: known.run }) }
  return checkStep(step, {
    context: { name: labOf(own, who) },
    progress: own,
    folder: process.cwd(),
    countsFrom: (scenario) => countsFrom(current, scenario),
    language: who.language ?? 'en',
  })
}

/** Whether the gap of a run is not the one that the lab computed before its fault. */
function isUnlikePredicted(measured: RunToMeasure | undefined): boolean {
  const outcomes = measured?.run.faults.flatMap((fault) => predictionOutcomes(fault, measured.analysis)) ?? []
  return outcomes.some(({ isMet }) => isMet === false)
}

function asksToPredict(id: string): LabError {
  return new LabError('usage', `This screen asks for a prediction first: ${id}`, { hint: `thanos-lab lesson next --predict ${id}=VALUE` })
}

/** The step that the current screen ends with. */
function stepOf({ lesson, own }: Current): LessonStep {
  const screen = lesson.screens[own.screen]!
  const { ends } = screen
  const open = openEnd(screen, own)
  if (open?.type === 'predict') throw asksToPredict(open.id)
  const step = ends?.type === 'step' ? lesson.steps.find(({ id }) => id === ends.id) : undefined
  if (step === undefined) throw new LabError('usage', 'This screen has no step to check', { hint: 'thanos-lab lesson next' })
  return step
}

/** The next hint of the current step; the last one again after it. */
export async function nextHint(who: Who): Promise<LessonHintAnswer> {
  return changeProgress(who, async (progress) => {
    const current = await currentLesson(progress, who.language)
    const step = stepOf(current)
    const level = Math.min((current.own.hints[step.id] ?? 0) + 1, step.hint.length)
    current.own.hints[step.id] = level
    const next = level < step.hint.length ? 'thanos-lab lesson hint' : 'thanos-lab lesson check'
    return {
      schemaVersion: 1,
      lesson: current.lesson.name,
      step: step.id,
      level,
      levels: step.hint.length,
      hint: step.hint[level - 1]!,
      next,
    }
  })
}

/** Begins a lesson again (the current one, or the one that is named), or all of them. Saved runs stay. */
export async function resetLessons(who: Who, wanted: string | undefined, all: boolean): Promise<LessonResetAnswer> {
  if (all) return { schemaVersion: 1, reset: await forgetProgress(who), next: 'thanos-lab lesson start' }
  return changeProgress(who, async (progress) => {
    const { name } =
      wanted === undefined ? (await currentLesson(progress, who.language)).lesson : await findLesson(wanted, lessonsFolder(who.language))
    const known = progress.lessons[name] !== undefined
    delete progress.lessons[name]
    if (progress.current === name) delete progress.current
    return { schemaVersion: 1, reset: known ? [name] : [], next: `thanos-lab lesson start ${plainName(name)}` }
  })
}

async function shown(current: Current, who: Who): Promise<Shown> {
  const { lesson, own } = current
  const lab = labOf(own, who)
  const open = openEnd(lesson.screens[own.screen]!, own)
  const next = isOver(current) ? await afterLesson(lesson.name) : open?.type === 'step' ? 'lesson check' : 'lesson next'
  const typed = open?.type === 'predict' ? `thanos-lab lesson next --predict ${open.id}=VALUE` : command(next, 'thanos-lab')
  return { ...current, lab, runs: await learnersRuns(current), next: typed }
}

/** The name of the lesson after one of the package; undefined after the last. */
export async function lessonAfter(name: string): Promise<string | undefined> {
  const names = await lessonNames()
  return names[names.indexOf(name) + 1]
}

async function afterLesson(name: string): Promise<string> {
  const following = await lessonAfter(name)
  return following === undefined ? 'lesson list' : `lesson start ${plainName(following)}`
}
