import { z } from 'zod'
import { CAPABILITIES } from './lab-defaults.ts'

/* What `lesson` answers with `--json`. */

const schemaVersion = z.literal(1)
const next = z.string().describe('The command to type next.')

/** A lesson in a list, and where the learner stands. */
export const listedLesson = z.strictObject({
  name: z.string(),
  title: z.string(),
  minutes: z.number(),
  takeaways: z.array(z.string()),
  needs: z.array(z.enum(CAPABILITIES)).describe('What it needs of the lab, beyond starting and stopping it.'),
  state: z.enum(['new', 'started', 'finished']),
  screen: z.int().exactOptional().describe('Of a started one: the screen to go on with; the first is 1.'),
  screens: z.int(),
})

/** `lesson list --json`. */
export const lessonListSchema = z
  .strictObject({ schemaVersion, lessons: z.array(listedLesson), next })
  .meta({ title: 'The lessons, and where the learner stands' })
export type LessonList = z.infer<typeof lessonListSchema>

/** A prediction beside what was measured. */
export const comparedPrediction = z
  .strictObject({
    id: z.string(),
    ask: z.string(),
    predicted: z.string(),
    measured: z.string().describe("In the learner's own run."),
    right: z.boolean(),
  })
  .meta({ id: 'ComparedPrediction' })
export type ComparedPrediction = z.infer<typeof comparedPrediction>

const asked = z.strictObject({
  id: z.string(),
  ask: z.string(),
  choices: z.array(z.string()).exactOptional(),
  number: z.string().exactOptional().describe('The unit.'),
  locked: z.union([z.number(), z.string()]).exactOptional().describe('What was predicted; it changes no more.'),
  lockedAt: z.string().exactOptional(),
})

const step = z.strictObject({ id: z.string(), task: z.string(), passed: z.boolean(), hints: z.int().describe('How many there are.') })

/** `lesson start --json`, `lesson next --json`: one screen. */
export const lessonScreenSchema = z
  .strictObject({
    schemaVersion,
    lesson: z.strictObject({ name: z.string(), title: z.string(), minutes: z.number() }),
    screen: z.int().describe('The first is 1.'),
    screens: z.int(),
    text: z.string().describe('The screen as a terminal of 80 columns shows it.'),
    predict: asked.exactOptional(),
    step: step.exactOptional(),
    finished: z.boolean(),
    takeaways: z.array(z.string()).exactOptional().describe('Of a finished lesson.'),
    next,
  })
  .meta({ title: 'One screen of a lesson' })
export type LessonScreenAnswer = z.infer<typeof lessonScreenSchema>

/** `lesson check --json`, and `lesson next --json` where a step has not passed. */
export const lessonCheckSchema = z
  .strictObject({
    schemaVersion,
    lesson: z.string(),
    step: z.string(),
    passed: z.boolean(),
    detail: z.string().describe('What was found, or what is missing.'),
    run: z.string().exactOptional(),
    predictions: z.array(comparedPrediction),
    otherwise: z
      .string()
      .exactOptional()
      .describe('What to do: a run does not pass, or its gap is not the one that the lab computed before the fault.'),
    next,
  })
  .meta({ title: 'Whether a step of a lesson has its effect' })
export type LessonCheckAnswer = z.infer<typeof lessonCheckSchema>

/** `lesson hint --json`. */
export const lessonHintSchema = z
  .strictObject({ schemaVersion, lesson: z.string(), step: z.string(), level: z.int(), levels: z.int(), hint: z.string(), next })
  .meta({ title: 'A hint' })
export type LessonHintAnswer = z.infer<typeof lessonHintSchema>

/** `lesson reset --json`. */
export const lessonResetSchema = z
  .strictObject({ schemaVersion, reset: z.array(z.string()).describe('The lessons that begin again.'), next })
  .meta({ title: 'Lessons that begin again' })
export type LessonResetAnswer = z.infer<typeof lessonResetSchema>

const trial = z
  .strictObject({
    name: z.string(),
    minutes: z.number(),
    steps: z.int(),
    faults: z.array(z.string()).describe('What is wrong with the lesson; empty where nothing is.'),
    repeated: z.int().describe('Runs that were inconclusive, and were run once more.'),
    solvedMs: z.number().exactOptional().describe('How long it took to type the predictions and the solutions.'),
    elapsedMs: z.number(),
  })
  .meta({ id: 'LessonTrial' })
export type LessonTrial = z.infer<typeof trial>

/** `lesson check-all --json`. */
export const lessonTrialsSchema = z
  .strictObject({
    schemaVersion,
    runtime: z.string(),
    lessons: z.array(trial),
    left: z.array(z.string()).describe('What was left behind.'),
    exit: z.int(),
  })
  .meta({ title: 'Every lesson tried: untouched, with a wrong solution, with its own' })
export type LessonTrials = z.infer<typeof lessonTrialsSchema>
