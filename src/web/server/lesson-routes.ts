import { checkLesson, lockPredictions, nextHint, nextScreen, resetLessons, startLesson } from '../../app/lesson/course.ts'
import type { Who } from '../../app/lesson/progress.ts'
import { LabError } from '../../lib/errors.ts'
import type { LessonCheckAnswer } from '../../model/lesson-answers.ts'
import { LESSON_ACTIONS, type LessonAction, pageLanguage } from '../../model/lesson-page.ts'
import { lessonsAnswer } from './lesson-page.ts'
import { type Call, refusal, type Route, type ServedAnswer } from './route.ts'

/*
 * The lessons on the page: what the commands of `thanos-lab lesson` do, on the same progress. Each answer is where the learner stands then. `language`
 * in the address is the one that the lesson is read in.
 */

/** An action takes so long at most, ms: a check asks the lab. */
const MOST_MS = 60_000

/** Does an action with what was sent; a check answers what it found. */
type Act = (who: Who, body: unknown) => Promise<LessonCheckAnswer | undefined>

/** What was sent is not what the action takes. */
class Misfit extends Error {}

function fitted<T>(sent: { success: true; data: T } | { success: false }): T {
  if (!sent.success) throw new Misfit()
  return sent.data
}

const ACTS: Record<LessonAction, Act> = {
  async start(who, body) {
    const { lesson } = fitted(LESSON_ACTIONS.start.safeParse(body))
    await startLesson(who, lesson)
    return undefined
  },
  async next(who, body) {
    fitted(LESSON_ACTIONS.next.safeParse(body))
    return (await nextScreen(who, [])).failed
  },
  async predict(who, body) {
    const { id, value } = fitted(LESSON_ACTIONS.predict.safeParse(body))
    await lockPredictions(who, [`${id}=${value}`])
    return undefined
  },
  async check(who, body) {
    fitted(LESSON_ACTIONS.check.safeParse(body))
    return checkLesson(who)
  },
  async hint(who, body) {
    fitted(LESSON_ACTIONS.hint.safeParse(body))
    await nextHint(who)
    return undefined
  },
  async reset(who, body) {
    fitted(LESSON_ACTIONS.reset.safeParse(body))
    await resetLessons(who, undefined, false)
    return undefined
  },
}

/** The routes of a lab's page. */
export function lessonRoutes(lab: string): Route[] {
  const routes = Object.entries(ACTS).map(([action, work]): Route => ({
    path: `/api/lesson/${action}`,
    method: 'POST',
    handle: async (call) => answer(lab, call, work),
  }))
  return [{ path: '/api/lesson', method: 'GET', handle: async (call) => answer(lab, call, async () => undefined) }, ...routes]
}

async function answer(lab: string, { url, body }: Call, work: Act): Promise<ServedAnswer> {
  const language = pageLanguage.safeParse(url.searchParams.get('language') ?? 'en')
  if (!language.success) return refusal(400, 'There are no lessons in that language.')
  const who: Who = { name: lab, signal: AbortSignal.timeout(MOST_MS), language: language.data }
  try {
    const check = await work(who, body)
    return { status: 200, body: { ...(await lessonsAnswer(who)), ...(check === undefined ? {} : { check }) } }
  } catch (error) {
    if (error instanceof Misfit) return refusal(400, 'The request does not have what this action takes.')
    // What the learner can do otherwise; all else is the server's.
    if (error instanceof LabError && (error.code === 'usage' || error.code === 'lesson')) return refusal(409, `${error.message}.`)
    throw error
  }
}
