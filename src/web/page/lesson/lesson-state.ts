import { computed, signal } from '@preact/signals'
import type { LessonCheckAnswer } from '../../../model/lesson-answers.ts'
import type { LessonAction, LessonsAnswer } from '../../../model/lesson-page.ts'
import { attempt } from '../actions.ts'
import { getLesson, postLesson } from '../api.ts'
import { live } from '../state.ts'
import { language } from '../words/words.ts'

/* Where the learner stands, as the server said last. */

export const SIDES = ['stage', 'playground', 'scenarios'] as const
export type Side = (typeof SIDES)[number]

/** Undefined before the first answer. */
export const lessons = signal<LessonsAnswer | undefined>(undefined)
/** What a check on this screen found last, on this page. */
export const lastCheck = signal<LessonCheckAnswer | undefined>(undefined)
/** The action that goes on. */
export const acting = signal<LessonAction | undefined>(undefined)
/** Whether the list of lessons is shown in place of the screen. */
export const isListOpen = signal(false)
/** What stands beside the lesson. */
export const side = signal<Side>('stage')

/** Changes whenever somebody has changed the progress, here or in a terminal. */
export const writtenAt = computed(() => live.value?.lessonsAt)

/** Of a screen: another one has another text. */
export const screenKey = computed(() => {
  const now = lessons.value?.current
  return now == null ? '' : `${now.lesson.name} ${now.startedAt} ${now.screen} ${String(now.finished)}`
})

/** An answer to an older request than the last one is late. */
let newest = 0

function take(answer: LessonsAnswer): void {
  const before = screenKey.peek()
  lessons.value = answer
  if (screenKey.peek() !== before) lastCheck.value = undefined
}

/** Reads where the learner stands. */
export async function readLessons(): Promise<void> {
  const own = (newest += 1)
  await attempt(async () => {
    const answer = await getLesson(language.value)
    if (own === newest) take(answer)
  })
}

/** Does what a command of `thanos-lab lesson` does; one at a time. */
export async function act(action: LessonAction, sent: object = {}): Promise<void> {
  if (acting.peek() !== undefined) return
  acting.value = action
  newest += 1
  await attempt(async () => {
    const answer = await postLesson(action, sent, language.value)
    newest += 1
    take(answer)
    if (answer.check !== undefined) lastCheck.value = answer.check
    if (action === 'start') isListOpen.value = false
  })
  acting.value = undefined
}

/** What a key does in a lesson; false where it is none of its keys. */
export function lessonKey(key: string): boolean {
  const now = lessons.value?.current
  if (key === 's') side.value = SIDES[(SIDES.indexOf(side.value) + 1) % SIDES.length]!
  else if (now == null || isListOpen.value) return false
  else if (key === 'n' && now.open !== 'predict' && !now.finished) void act('next')
  else if (key === 'c' && now.step !== undefined) void act('check')
  else if (key === 't' && now.step !== undefined) void act('hint')
  else return false
  return true
}
