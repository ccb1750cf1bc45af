import { wrap, wrapBehind } from '../../lib/wrap.ts'
import type { Asking, Question, QuestionAnswer } from '../../model/run.ts'
import { count, percent, when } from '../../verdict/words.ts'
import type { Page } from '../text.ts'
import { NONE, SAMPLE } from '../timeline/layout.ts'

/** What people ask, and what they were told: each question at each look, a cell for each step of its graph. */
export function questionLines({ run, paint, width }: Page): string[] {
  const questions = Object.entries(run.questions ?? {})
  if (questions.length === 0) return []
  const blocks = questions.map(([name, question]) => [
    ...wrapBehind('  ', `${name}: ${question.expr}, ${place(question)}`, width),
    ...rowsOf(question).flatMap((row) => rowLines(row, width)),
  ])
  return [
    `${paint('bold', 'What was asked')}   one cell a step: ${SAMPLE} value, ${NONE} none`,
    ...blocks.flatMap((lines) => ['', ...lines]),
  ]
}

interface Row {
  label: string
  asking: Asking
  answers: QuestionAnswer[]
}

function place({ via, replica, dedup }: Question): string {
  if (via === 'service') return 'through the Service'
  if (via === 'replica') return `of ${replica ?? 'a replica that was not settled'}`
  return dedup === false ? 'through Query, not deduplicated' : 'through Query'
}

/** The place at every look; each replica's own at the last. */
function rowsOf({ via, replica, asked }: Question): Row[] {
  const here = via === 'replica' ? replica : via
  const looks = asked.map((asking) => ({
    label: when(asking.when),
    asking,
    answers: asking.answers.filter((answer) => answer.place === here),
  }))
  const last = asked.at(-1)
  const others = last?.answers.filter((answer) => answer.place !== here) ?? []
  const own = others.map((answer) => ({ label: `${answer.place}, then`, asking: last!, answers: [answer] }))
  return [...looks, ...own]
}

function rowLines({ label, asking, answers }: Row, width: number): string[] {
  const strip = shortest(answers.map((answer) => stripOf(asking, answer)))
  const room = width - 4
  // A graph without a hole is told by its figures.
  const shown = strip.length > room ? `…${strip.slice(strip.length - room + 1)}` : strip
  return [
    ...wrap(`${label}: ${figures(answers, strip)}`, width, 4),
    ...(strip.includes(SAMPLE) && strip.includes(NONE) ? [`    ${shown}`] : []),
  ]
}

/** Of several answers, the one with the fewest values. */
function shortest(strips: string[]): string {
  return strips.toSorted((one, other) => filled(one) - filled(other))[0] ?? ''
}

function filled(strip: string): number {
  return strip.split(SAMPLE).length - 1
}

function stripOf({ from, to, stepSeconds }: Asking, { series }: QuestionAnswer): string {
  const steps = stepSeconds > 0 ? Math.floor((to - from) / stepSeconds + 1e-6) + 1 : 0
  const valued = new Set(
    series.flatMap(({ values }) => values.flatMap(([time, value]) => (value === 'NaN' ? [] : Math.round((time - from) / stepSeconds)))),
  )
  return Array.from({ length: steps }, (_, step) => (valued.has(step) ? SAMPLE : NONE)).join('')
}

function figures(answers: QuestionAnswer[], strip: string): string {
  const [first] = answers
  if (first === undefined) return 'not asked'
  if (answers.length === 1 && first.trouble !== undefined) return first.trouble
  const series = Math.max(...answers.map((answer) => answer.series.length))
  const points = strip === '' ? '' : `, ${percent(filled(strip) / strip.length)} of the steps`
  const many = answers.length > 1 ? `${count(answers.length, 'answer')}, ` : ''
  const refused = answers.filter(({ trouble }) => trouble !== undefined).length
  return `${many}${series} series${points}${range(answers)}${refused > 0 ? `, ${count(refused, 'error')}` : ''}`
}

function range(answers: QuestionAnswer[]): string {
  const values = answers.flatMap(({ series }) => series.flatMap((one) => one.values.map(([, value]) => Number(value))))
  const numbers = values.filter((value) => Number.isFinite(value))
  if (numbers.length === 0) return ''
  const [least, most] = [numbers.reduce((a, b) => Math.min(a, b)), numbers.reduce((a, b) => Math.max(a, b))].map((value) =>
    String(Math.round(value * 1000) / 1000),
  )
  return least === most ? `, value ${least}` : `, values from ${least} to ${most}`
}
