import { LabError } from '../../lib/errors.ts'
import { type Language, LANGUAGES } from '../../model/language.ts'
import type { Lesson, LessonScreen } from '../../model/lesson.ts'
import type { LessonProgress, Progresses } from '../../model/lesson-progress.ts'
import { noProgress, progressLock, readProgress, writeProgress } from '../../storage/lesson-progress.ts'
import { withLock } from '../../storage/lock.ts'
import { findLesson } from '../../lesson/files.ts'
import { lessonsFolder } from '../../lesson/names.ts'
import type { Context } from '../context.ts'

/* Where a learner stands, and how it is kept. */

/** How long another lesson command may take before this one gives up, ms. */
const WAIT_MS = 10_000

/** Changes the progress while no other command does; it is written where `work` has not thrown. */
export async function changeProgress<T>({ signal }: Pick<Context, 'signal'>, work: (progress: Progresses) => Promise<T>): Promise<T> {
  return withLock(progressLock(), { what: 'the progress of the lessons', waitMs: WAIT_MS, signal }, async () => {
    const progress = await readProgress()
    const result = await work(progress)
    await writeProgress(progress)
    return result
  })
}

/** Forgets everything, also where the file cannot be read; what was started, as far as it is known. */
export async function forgetProgress({ signal }: Pick<Context, 'signal'>): Promise<string[]> {
  return withLock(progressLock(), { what: 'the progress of the lessons', waitMs: WAIT_MS, signal }, async () => {
    const known = await readProgress().catch((error: unknown) => {
      if (error instanceof LabError && error.code === 'state') return noProgress()
      throw error
    })
    await writeProgress(noProgress())
    return Object.keys(known.lessons).sort()
  })
}

/** Who learns: on which lab, until when, and in which language (left out: English). */
export type Who = Pick<Context, 'name' | 'signal'> & { language?: Language }

/** The lesson that the learner is at, and how far. */
export interface Current {
  lesson: Lesson
  own: LessonProgress
}

/** The lesson that was shown last. Throws `lesson` where none was started. */
export async function currentLesson(progress: Progresses, language?: Language): Promise<Current> {
  const { current = '' } = progress
  const own = progress.lessons[current]
  if (own === undefined) throw new LabError('lesson', 'No lesson is started', { hint: 'thanos-lab lesson start' })
  const lesson = await findLesson(own.file ?? current, lessonsFolder(language))
  await translateChoices(own, lesson)
  return { lesson, own: fitted(own, lesson) }
}

/** A choice is kept as its text: one that was locked in another language becomes that of this one. */
export async function translateChoices({ predictions, file }: LessonProgress, { name, predict }: Lesson): Promise<void> {
  const foreign = predict.filter(({ id, choices }) => {
    const locked = predictions[id]
    return choices !== undefined && locked !== undefined && !choices.some(({ text }) => text === locked.value)
  })
  if (foreign.length === 0 || file !== undefined) return
  for (const language of LANGUAGES) {
    const other = await findLesson(name, lessonsFolder(language))
    for (const { id, choices = [] } of foreign) {
      const place = other.predict.find((one) => one.id === id)?.choices?.findIndex(({ text }) => text === predictions[id]!.value) ?? -1
      const chosen = choices[place]
      if (chosen !== undefined) predictions[id]!.value = chosen.text
    }
  }
}

/** A later version of a lesson may have fewer screens. */
function fitted(own: LessonProgress, { screens }: Lesson): LessonProgress {
  own.screen = Math.min(own.screen, screens.length - 1)
  return own
}

/** Whether the last screen of a finished lesson is shown. */
export function isOver({ lesson, own }: Current): boolean {
  return own.finishedAt !== undefined && own.screen === lesson.screens.length - 1
}

/** What a screen still needs before the next one is shown; undefined where it needs nothing. */
export function openEnd({ ends }: LessonScreen, own: LessonProgress): LessonScreen['ends'] {
  if (ends === undefined) return undefined
  const isDone = ends.type === 'predict' ? own.predictions[ends.id] !== undefined : own.passed[ends.id] !== undefined
  return isDone ? undefined : ends
}

/** From when on a run of that scenario counts, Unix ms: from the start of the lesson, and from when the last prediction of it was locked. */
export function countsFrom({ lesson, own }: Current, scenario: string): number {
  const locked = lesson.predict.flatMap(({ id, answer }) => (answer.run === scenario ? (own.predictions[id]?.at ?? []) : []))
  return Math.max(...[own.startedAt, ...locked].map((time) => Date.parse(time)))
}

/** The lab of a learner: the one that the command names, else the one that the lesson was started on. */
export function labOf(own: LessonProgress, { name }: Pick<Context, 'name'>): string {
  return name === 'thanos-lab' ? own.lab : name
}
