import { z } from 'zod'
import { lessonId } from './lesson.ts'

/** The format of the file that this version writes and reads. */
export const PROGRESS_FORMAT = 1

/** `04-preferred`, or that of a file. */
export const LESSON_NAME = /^[a-z0-9][a-z0-9-]{0,59}$/

const name = z.string().regex(LESSON_NAME)
const at = z.iso.datetime()

const lockedPrediction = z.strictObject({
  value: z.union([z.number(), z.string()]).describe('The number that was typed, or the text of the choice.'),
  at: at.describe('When it was locked.'),
})

const lessonProgress = z.strictObject({
  lab: z.string().describe('The lab that it was started on.'),
  file: z.string().exactOptional().describe('Of a lesson that is not of the package: its path.'),
  startedAt: at,
  finishedAt: at.exactOptional(),
  screen: z.int().min(0).max(999).describe('The screen that was shown last; the first is 0.'),
  predictions: z.record(lessonId, lockedPrediction),
  passed: z.record(lessonId, z.strictObject({ at, run: z.string().exactOptional() })).describe('Steps whose check has passed.'),
  hints: z.record(lessonId, z.int().min(0).max(99)).describe('Step → how many of its hints were shown.'),
  seen: z.array(lessonId).describe('Steps whose check saw what is to be removed.'),
})
export type LessonProgress = z.infer<typeof lessonProgress>

/** Where a learner stands: `lessons/progress.json` in the state folder. */
export const progressSchema = z.strictObject({
  format: z.literal(PROGRESS_FORMAT, { error: `another version of thanos-lab wrote it: this one reads format ${PROGRESS_FORMAT}` }),
  current: name.exactOptional().describe('The lesson that was shown last.'),
  lessons: z.record(name, lessonProgress),
})
export type Progresses = z.infer<typeof progressSchema>
