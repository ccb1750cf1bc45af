import { z } from 'zod'
import { LANGUAGES } from './language.ts'
import { comparedPrediction, lessonCheckSchema, listedLesson } from './lesson-answers.ts'
import { lessonId } from './lesson.ts'
import { LESSON_NAME } from './lesson-progress.ts'

/* A lesson as the page gets it: the tree of a screen, filled from the learner's run, and what the learner can do on it. The page draws it. */

const text = z.strictObject({ type: z.enum(['text', 'code', 'figure']), value: z.string() })

/** Text in a line. `figure`: of the learner's run, or that there is none. */
export type PageInline =
  | z.infer<typeof text>
  | { type: 'strong' | 'emphasis'; children: PageInline[] }
  | { type: 'link'; url: string; children: PageInline[] }

const inline: z.ZodType<PageInline> = z.lazy(() =>
  z.union([
    text,
    z.strictObject({ type: z.enum(['strong', 'emphasis']), children: inlines }),
    z.strictObject({ type: z.literal('link'), url: z.string(), children: inlines }),
  ]),
)
const inlines = z.array(inline)

const leaf = z.union([
  z.strictObject({ type: z.literal('heading'), depth: z.int(), children: inlines }),
  z.strictObject({ type: z.literal('paragraph'), children: inlines }),
  z.strictObject({
    type: z.literal('code'),
    value: z.string().describe('With the option that names the lab, where it is not the default one.'),
  }),
  z.strictObject({ type: z.literal('explain'), paragraphs: z.array(inlines) }),
  z.strictObject({ type: z.enum(['predict', 'step', 'hint']), id: lessonId }),
])

export type PageBlock =
  | z.infer<typeof leaf>
  | { type: 'list'; ordered: boolean; items: PageBlock[][] }
  | { type: 'quote'; children: PageBlock[] }

const block: z.ZodType<PageBlock> = z.lazy(() =>
  z.union([
    leaf,
    z.strictObject({ type: z.literal('list'), ordered: z.boolean(), items: z.array(z.array(block)) }),
    z.strictObject({ type: z.literal('quote'), children: z.array(block) }),
  ]),
)

const pagePrediction = z.strictObject({
  id: lessonId,
  ask: z.string(),
  run: z.string().describe('The scenario whose run answers it.'),
  choices: z.array(z.string()).exactOptional(),
  number: z.enum(['seconds', 'scrapes', 'number']).exactOptional().describe('The unit.'),
  locked: z.union([z.number(), z.string()]).exactOptional(),
  lockedAt: z.string().exactOptional(),
  compared: comparedPrediction.exactOptional().describe("Once the learner's run is measured."),
})
export type PagePrediction = z.infer<typeof pagePrediction>

const pageStep = z.strictObject({
  id: lessonId,
  task: z.string(),
  passed: z.boolean(),
  run: z.string().exactOptional().describe('The scenario whose run it looks for.'),
  readsFiles: z.boolean().describe('Its check reads a file in the folder of the command.'),
  hints: z.array(z.string()).describe('Those that were shown.'),
  levels: z.int().describe('How many there are.'),
})
export type PageStep = z.infer<typeof pageStep>

const current = z.strictObject({
  lesson: z.strictObject({ name: z.string(), title: z.string(), minutes: z.number() }),
  lab: z.string(),
  startedAt: z.string(),
  screen: z.int().describe('The first is 1.'),
  screens: z.int(),
  blocks: z.array(block),
  predictions: z.array(pagePrediction).describe('Those that the lesson has asked for by now, in its order.'),
  step: pageStep.exactOptional().describe('The one that this screen ends with.'),
  open: z.enum(['predict', 'step']).exactOptional().describe('What the next screen needs first.'),
  finished: z.boolean(),
  takeaways: z.array(z.string()).exactOptional().describe('Of a finished lesson.'),
  following: z.string().exactOptional().describe('Of a finished lesson: the name of the one after it.'),
})
export type PageScreen = z.infer<typeof current>

/** What the page is answered about lessons. */
export const lessonsAnswerSchema = z.strictObject({
  schemaVersion: z.literal(1),
  lessons: z.array(listedLesson),
  current: current.nullable(),
  check: lessonCheckSchema.exactOptional().describe('Of a check that was just made.'),
})
export type LessonsAnswer = z.infer<typeof lessonsAnswerSchema>

export const pageLanguage = z.enum(LANGUAGES)

/** What the page sends, by the action. A lesson is named; a path of a file is no name. */
export const LESSON_ACTIONS = {
  start: z.strictObject({ lesson: z.string().regex(LESSON_NAME).exactOptional() }),
  next: z.strictObject({}),
  predict: z.strictObject({ id: lessonId, value: z.string().min(1).max(200) }),
  check: z.strictObject({}),
  hint: z.strictObject({}),
  reset: z.strictObject({}),
}
export type LessonAction = keyof typeof LESSON_ACTIONS
