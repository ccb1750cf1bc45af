import { z } from 'zod'
import { CAPABILITIES } from './lab-defaults.ts'
import { outcome } from './scenario.ts'

/*
 * A lesson: what its front matter says (the zod schemas), and the tree of its text, which the terminal and the page render. A file is read, with the
 * position of each mistake, by src/lesson/.
 */

/** Text in a line. `figure`: a word in braces inside `::explain`, filled from the learner's run. */
export type Inline =
  | { type: 'text' | 'code'; value: string }
  | { type: 'strong' | 'emphasis'; children: Inline[] }
  | { type: 'link'; url: string; children: Inline[] }
  | { type: 'figure'; words: string }

/** A directive stands alone in a paragraph: `::predict ID`, `::step ID`, `::hint ID`; `::explain SCENARIO`, with its text on the lines below. */
export type Directive = { type: 'predict' | 'step' | 'hint'; id: string } | { type: 'explain'; scenario: string; children: Inline[] }

export type Block =
  | { type: 'heading'; depth: number; children: Inline[] }
  | { type: 'paragraph'; children: Inline[] }
  | { type: 'list'; ordered: boolean; items: Block[][] }
  | { type: 'quote'; children: Block[] }
  | { type: 'code'; value: string }
  | Directive

/** One screen of a terminal: it ends at a prediction, at a step, or at a line in the text (`---`). */
export interface LessonScreen {
  blocks: Block[]
  ends?: { type: 'predict' | 'step'; id: string }
}

const text = z.string().regex(/\S/, 'expected text, found nothing')
export const lessonId = z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, 'expected small letters, digits and dashes, at most 40')

const answer = z.strictObject({
  run: text.describe('The scenario whose run by the learner is measured; `own`: a scenario file of theirs.'),
  figure: text.describe('What is measured in it: `gap merged`, `verdict`.'),
})

const choice = z.strictObject({
  text,
  from: z.number().exactOptional().describe('It is right from this figure on. A time is in scrape intervals.'),
  below: z.number().exactOptional().describe('It is right below this figure.'),
  is: text.exactOptional().describe('It is right where the figure is this word.'),
})
export type LessonChoice = z.infer<typeof choice>

const prediction = z
  .strictObject({
    id: lessonId,
    ask: text,
    choices: z.array(choice).min(2, 'expected at least two choices').exactOptional(),
    number: z.enum(['seconds', 'scrapes', 'number']).exactOptional().describe('The unit in which a number is typed.'),
    tolerance: z.number().positive().exactOptional().describe('So far off, in that unit, a number counts as right.'),
    answer,
  })
  .refine(
    ({ choices, number }) => (choices === undefined) !== (number === undefined),
    "expected 'choices', or 'number' with 'tolerance', not both",
  )
  .refine(({ number, tolerance }) => (number === undefined) === (tolerance === undefined), "'number' and 'tolerance' belong together")
export type LessonPrediction = z.infer<typeof prediction>

const runCheck = z.strictObject({
  scenario: text.describe('A scenario of the package; `own`: one that is not of the package.'),
  outcome: outcome.exactOptional().describe('The verdict of the run; left out, the one that the scenario declares.'),
  fault: text.exactOptional().describe('The run has an observed fault of this name.'),
})

const seriesCheck = z.strictObject({
  query: text.describe('A PromQL expression.'),
  via: z.enum(['query', 'service']).or(z.string().regex(/^prometheus-\d$/)),
  series: z.int().min(1).default(1).describe('At least so many series answer it.'),
})

/** The files that a check can read: each is validated by the schema of the command that wrote it, or as a scenario. */
export const LESSON_FILES = ['scenario', 'query', 'explain', 'audit'] as const

const fileCheck = z.strictObject({
  path: z.string().regex(/^[\w.-]+$/, 'expected a file name without a folder'),
  is: z.enum(LESSON_FILES),
  where: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({}),
  fault: text.exactOptional().describe('A scenario: it has this fault.'),
  lengths: z.record(z.string(), z.int().min(0)).default({}).describe('A list of the answer → how many it has: `series: 2`.'),
})

const flagCheck = z.strictObject({ part: text, flag: text, value: text })

/** A check looks at an effect; each kind by the word that it stands under. */
export const LESSON_CHECKS = {
  run: runCheck.describe('A saved run of this lab.'),
  series: seriesCheck.describe('A series that exists now.'),
  'series-gone': seriesCheck.omit({ series: true }).describe('A series that an earlier check saw, and that exists no more.'),
  file: fileCheck.describe('A valid file in the current folder.'),
  flag: flagCheck.describe('A flag that a part of the lab runs with.'),
  lab: z.enum(['up', 'down']).describe('up: every part is ready. down: it was up at an earlier check, and is removed.'),
}

type Checks = { [Kind in keyof typeof LESSON_CHECKS]: { kind: Kind; what: z.infer<(typeof LESSON_CHECKS)[Kind]> } }
export type LessonCheck = Checks[keyof Checks]

const lines = z.union([text.transform((line) => [line]), z.array(text).min(1)])

/** The schema of a step; its check is read by the caller, who knows how to complain about a misspelt kind. */
function stepSchema(check: z.ZodType<LessonCheck>) {
  return z.strictObject({
    id: lessonId,
    task: text.describe('What to do, in a sentence.'),
    check,
    hint: z.array(text).min(1, 'expected at least one hint').describe('From a nudge to a clear one; none holds the solution.'),
    solve: lines.describe('What solves it, as typed.'),
    wrong: lines.describe('What looks like a solution and is none; `lesson check-all` types it, too.'),
  })
}

/** The schema of a lesson's front matter. */
export function lessonSchema(check: z.ZodType<LessonCheck>) {
  return z.strictObject({
    title: text,
    minutes: z.int().min(1).max(60),
    article: z.array(z.int().min(1).max(10)).describe('The points of the article that it covers; see lessons/TEACHING.md.'),
    needs: z.array(z.enum(CAPABILITIES)).default([]),
    takeaways: z.array(text).min(1).max(2, 'expected one or two takeaways'),
    otherwise: text.describe('What to do where it goes otherwise.'),
    predict: z.array(prediction).default([]),
    steps: z.array(stepSchema(check)).min(1, 'expected at least one step'),
  })
}

type FrontMatter = z.output<ReturnType<typeof lessonSchema>>
export type LessonStep = FrontMatter['steps'][number]

/** A lesson that fits. */
export interface Lesson extends FrontMatter {
  /** `04-preferred`: its file's name. */
  name: string
  file: string
  screens: LessonScreen[]
}
