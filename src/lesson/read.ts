import { LabError, reason } from '../lib/errors.ts'
import { suggestion } from '../lib/suggest.ts'
import { type Complaint, readYaml, TWICE, type YamlDocument } from '../lib/yaml.ts'
import { type Lesson, LESSON_CHECKS, type LessonCheck, lessonSchema } from '../model/lesson.ts'
import { complaintLines, complaintsAbout } from '../scenario/complaints.ts'
import { found, issueSentence, oneKey } from '../scenario/zod-messages.ts'
import { figureError } from './figures.ts'
import { type PlacedBlock, readMarkdown } from './markdown.ts'
import { OWN } from './names.ts'
import { screensOf, textMisfits } from './screens.ts'

/** The text of a lesson, and where it came from. */
export interface LessonText {
  name: string
  file: string
  text: string
}

/** A lesson file that does not fit. */
export class LessonRefused extends LabError {
  /** `lesson.md:12:3: what was expected there`, each, in the order of the file. */
  readonly complaints: readonly string[]

  constructor(complaints: readonly Complaint[]) {
    const lines = complaintLines(complaints)
    super('lesson', lines.join('\n'), { hint: 'correct it, then thanos-lab lesson check-all' })
    this.complaints = lines
  }
}

/**
 * Reads a lesson; `scenarios` are the names that it may name. Throws `lesson` (a LessonRefused) with every complaint, a line each:
 * `lesson.md:12:3: what was expected there`.
 */
export function readLesson({ name, file, text }: LessonText, scenarios: readonly string[]): Lesson {
  const { front, body } = parted(file, text)
  const source = readFront(file, front)
  const { blocks, complaints } = readMarkdown(file, body)
  const parsed = frontSchema.safeParse(source.value, { error: issueSentence })
  const wrong = [...complaintsAbout(parsed.error, source), ...complaints]
  if (!parsed.success) throw new LessonRefused(wrong)
  const misfits = [...frontMisfits(parsed.data, source, scenarios), ...textMisfits(file, parsed.data, blocks)]
  if (wrong.length + misfits.length > 0) throw new LessonRefused([...wrong, ...misfits])
  return { name, file, ...parsed.data, screens: screensOf(blocks.map(({ block }: PlacedBlock) => block)) }
}

const check = oneKey<LessonCheck>({
  noun: 'a check',
  choices: LESSON_CHECKS,
  build: (kind, what) => ({ kind, what }) as unknown as LessonCheck,
})

const frontSchema = lessonSchema(check)
type FrontMatter = Omit<Lesson, 'name' | 'file' | 'screens'>

/** The front matter, with the line above it, and the text with as many empty lines before it as the front matter has: the lines stay what they are. */
function parted(file: string, text: string): { front: string; body: string } {
  const lines = text.replaceAll('\r\n', '\n').split('\n')
  const end = lines.indexOf('---', 1)
  if (lines[0] !== '---' || end < 0)
    throw new LessonRefused([{ file, line: 1, column: 1, message: 'expected front matter: YAML between two lines of ---' }])
  return { front: lines.slice(0, end).join('\n'), body: [...lines.slice(0, end + 1).map(() => ''), ...lines.slice(end + 1)].join('\n') }
}

function readFront(file: string, front: string): YamlDocument {
  const { sources, complaints } = yamlOf(file, front)
  if (complaints.length > 0)
    throw new LessonRefused(
      complaints
        .slice(0, 1)
        .map((one) => ({ ...one, message: one.message === TWICE ? 'this key is there twice' : `not YAML: ${one.message}` })),
    )
  const [source] = sources
  if (source === undefined || found(source.value) !== 'a map')
    throw new LessonRefused([{ file, line: 1, column: 1, message: `expected front matter, a map; found ${found(source?.value)}` }])
  return source
}

/** For an alias without an anchor, or too many aliases, the library throws an error without a position. */
function yamlOf(file: string, front: string): ReturnType<typeof readYaml> {
  try {
    return readYaml(file, front)
  } catch (error) {
    return { sources: [], complaints: [{ file, line: 1, column: 1, message: reason(error) }] }
  }
}

function frontMisfits({ predict, steps }: FrontMatter, source: YamlDocument, scenarios: readonly string[]): Complaint[] {
  const misfits: Complaint[] = []
  const complain = (path: PropertyKey[], message: string | undefined) => {
    if (message !== undefined) misfits.push({ ...source.at(path), message })
  }
  const known = [...scenarios, OWN]
  const scenarioError = (name: string) => (known.includes(name) ? undefined : `there is no scenario '${name}'${suggestion(name, known)}`)
  for (const [index, { id, answer, choices }] of predict.entries()) {
    complain(['predict', index, 'answer', 'run'], scenarioError(answer.run))
    complain(['predict', index, 'answer', 'figure'], figureError(answer.figure))
    if (predict.findIndex((one) => one.id === id) < index) complain(['predict', index, 'id'], `there is another prediction '${id}'`)
    for (const [place, { from, below, is }] of (choices ?? []).entries())
      if ((from ?? below ?? is) === undefined)
        complain(['predict', index, 'choices', place], "expected 'from', 'below' or 'is': by what figure this choice is right")
  }
  for (const [index, step] of steps.entries()) {
    if (steps.findIndex(({ id }) => id === step.id) < index) complain(['steps', index, 'id'], `there is another step '${step.id}'`)
    if (step.check.kind === 'run') complain(['steps', index, 'check', 'run', 'scenario'], scenarioError(step.check.what.scenario))
    for (const [place, hint] of step.hint.entries())
      if (step.solve.some((line) => hint.includes(line))) complain(['steps', index, 'hint', place], 'a hint never holds the solution')
  }
  return misfits
}
