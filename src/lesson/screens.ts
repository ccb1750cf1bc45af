import { suggestion } from '../lib/suggest.ts'
import type { Complaint } from '../lib/yaml.ts'
import type { Block, Inline, Lesson, LessonScreen } from '../model/lesson.ts'
import { figureError } from './figures.ts'
import type { PlacedBlock } from './markdown.ts'

/** The screens of a lesson: each ends at a prediction, at a step, or at a line. None is empty. */
export function screensOf(blocks: readonly PlacedBlock['block'][]): LessonScreen[] {
  const screens: LessonScreen[] = [{ blocks: [] }]
  for (const block of blocks) {
    const last = screens.at(-1)!
    if (block.type !== 'line') last.blocks.push(block)
    if (block.type === 'predict' || block.type === 'step') last.ends = { type: block.type, id: block.id }
    if (block.type === 'line' || block.type === 'predict' || block.type === 'step') screens.push({ blocks: [] })
  }
  return screens.filter((screen) => screen.blocks.length > 0)
}

type Known = Pick<Lesson, 'predict' | 'steps'>

/** What does not fit in a lesson's text: a directive that names nothing, or that is missing, is there twice, or comes too early. */
export function textMisfits(file: string, known: Known, blocks: readonly PlacedBlock[]): Complaint[] {
  const placed = blocks.map(({ block, line }, place) => ({ block, place, line }))
  const at = (line: number, message: string): Complaint => ({ file, line, column: 1, message })
  const end = blocks.at(-1)?.line ?? 1
  const misfits = placed.flatMap(({ block, line }) => blockMisfits(block, known).map((message) => at(line, message)))
  for (const [type, ids] of [
    ['predict', known.predict],
    ['step', known.steps],
  ] as const)
    for (const { id } of ids) {
      const found = placed.filter(({ block }) => block.type === type && block.id === id)
      if (found.length === 0) misfits.push(at(end, `the text has no ::${type} ${id}`))
      for (const { line } of found.slice(1)) misfits.push(at(line, `::${type} ${id} is there twice`))
    }
  return [...misfits, ...orderMisfits(known, placed).map(({ line, message }) => at(line, message))]
}

function blockMisfits(block: PlacedBlock['block'], { predict, steps }: Known): string[] {
  if (block.type === 'predict')
    return unknown(
      'prediction',
      block.id,
      predict.map(({ id }) => id),
    )
  if (block.type === 'step' || block.type === 'hint')
    return unknown(
      'step',
      block.id,
      steps.map(({ id }) => id),
    )
  if (block.type !== 'explain') return []
  const scenarios = scenariosOf(steps)
  const strange = scenarios.includes(block.scenario) ? [] : [`no step runs '${block.scenario}'${suggestion(block.scenario, scenarios)}`]
  return [...strange, ...figuresOf(block.children).flatMap((words) => figureError(words) ?? [])]
}

function unknown(noun: string, id: string, known: readonly string[]): string[] {
  return known.includes(id) ? [] : [`there is no ${noun} '${id}'${suggestion(id, known)}`]
}

function scenariosOf(steps: Lesson['steps']): string[] {
  return steps.flatMap(({ check }) => (check.kind === 'run' ? [check.what.scenario] : []))
}

interface Placed {
  block: Block | { type: 'line' }
  place: number
  line: number
}

/** A prediction comes before the step whose run answers it, and what is explained comes after the step that ran it. */
function orderMisfits({ predict, steps }: Known, placed: readonly Placed[]): { line: number; message: string }[] {
  const placeOf = (scenario: string) => {
    const ids = new Set(steps.flatMap(({ id, check }) => (check.kind === 'run' && check.what.scenario === scenario ? [id] : [])))
    return placed.find(({ block }) => block.type === 'step' && ids.has(block.id))?.place
  }
  return placed.flatMap(({ block, place, line }) => {
    if (block.type === 'predict') {
      const run = predict.find(({ id }) => id === block.id)?.answer.run
      if (run === undefined) return []
      const answered = placeOf(run)
      if (answered === undefined) return [{ line, message: `no step runs '${run}', which answers this prediction` }]
      return answered < place ? [{ line, message: `this prediction comes after the step that runs '${run}'` }] : []
    }
    const ran = block.type === 'explain' ? placeOf(block.scenario) : undefined
    return ran !== undefined && ran > place ? [{ line, message: 'this explains a run that comes later' }] : []
  })
}

/** The words of every figure in a text. */
export function figuresOf(children: readonly Inline[]): string[] {
  return children.flatMap((one) => (one.type === 'figure' ? [one.words] : 'children' in one ? figuresOf(one.children) : []))
}
