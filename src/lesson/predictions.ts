import { LabError } from '../lib/errors.ts'
import { explanationInEnglish } from '../explain/words/en.ts'
import { FIGURES_IN_ENGLISH, type FigureWords } from '../verdict/figure-words.ts'
import { quantity } from '../verdict/wording.ts'
import type { RoomValue } from '../model/class-events.ts'
import type { LessonChoice, LessonPrediction } from '../model/lesson.ts'
import { type Figure, figureText, measure, type RunToMeasure } from './figures.ts'

/** What was predicted against what was measured. */
export interface AgainstMeasured {
  /** `about 10 s`, as the learner chose it. */
  predicted: string
  /** `2.42 s` */
  measured: string
  isRight: boolean
}

/** What a learner typed, as it is kept: the number, or the text of the choice. Throws `usage` where it is neither. */
export function typedPrediction({ id, choices, number }: LessonPrediction, typed: string): number | string {
  const text = typed.trim()
  if (choices !== undefined) {
    const chosen = choices[Number(text) - 1] ?? choices.find((choice) => choice.text.toLowerCase() === text.toLowerCase())
    if (chosen !== undefined) return chosen.text
    throw new LabError('usage', `'${text}' is no choice of ${id}: type a number from 1 to ${choices.length}`, { hint: flag(id, '1') })
  }
  const value = Number(text.replace(/\s*(?:s|seconds?|scrapes?)$/i, '').replace(',', '.'))
  if (text !== '' && Number.isFinite(value) && value >= 0) return value
  throw new LabError('usage', `'${text}' is no number of ${number}`, { hint: flag(id, '2.5') })
}

const flag = (id: string, value: string) => `thanos-lab lesson next --predict ${id}=${value}`

/** How what was predicted and measured is said. */
export interface ComparisonWords {
  figures: FigureWords
  check: {
    /** `2.5 scrapes` */
    scrapes(value: string): string
    /** `2.51 s (2.5 scrapes)` */
    inScrapes(measured: string, value: string): string
    /** `2.42 s: two or three intervals` */
    chosen(measured: string, choice: string): string
  }
}

const ENGLISH: ComparisonWords = {
  figures: FIGURES_IN_ENGLISH,
  check: {
    scrapes: (value) => `${value} scrapes`,
    inScrapes: (measured, value) => `${measured} (${value} scrapes)`,
    chosen: (measured, choice) => `${measured}: ${choice}`,
  },
}

/** Compares a prediction with the run; undefined where the run does not have the figure. `words`: left out, English. */
export function compare(
  prediction: LessonPrediction,
  value: number | string,
  measured: RunToMeasure,
  { figures, check } = ENGLISH,
): AgainstMeasured | undefined {
  // No prediction is of an explanation.
  const figure = measure(prediction.answer.figure, measured, { ...explanationInEnglish, figures })
  if (figure === undefined) return undefined
  const { intervalMs } = measured.analysis
  const { choices, number, tolerance = 0 } = prediction
  const text = figureText(figure, figures)
  if (choices !== undefined) {
    const right = choices.find((choice) => isRight(choice, figure, intervalMs))
    return {
      predicted: String(value),
      measured: right === undefined ? text : check.chosen(text, right.text),
      isRight: right?.text === value,
    }
  }
  if (typeof figure.value === 'string') return undefined
  const amount = inUnit(figure, number === 'scrapes', intervalMs)
  return {
    predicted:
      number === 'seconds' ? quantity(Number(value), 'seconds') : number === 'scrapes' ? check.scrapes(String(value)) : String(value),
    measured: number === 'scrapes' ? check.inScrapes(text, amount.toFixed(1)) : text,
    isRight: Math.abs(Number(value) - amount) <= tolerance + 1e-9,
  }
}

/** What was measured for a prediction: the place of the choice that is right, or the number in the prediction's unit; undefined where the run has none. */
export function measuredValue(prediction: LessonPrediction, measured: RunToMeasure): RoomValue | undefined {
  const figure = measure(prediction.answer.figure, measured)
  if (figure === undefined) return undefined
  const { intervalMs } = measured.analysis
  const { choices, number } = prediction
  if (choices !== undefined) {
    const choice = choices.findIndex((one) => isRight(one, figure, intervalMs))
    return choice < 0 ? undefined : { choice }
  }
  return typeof figure.value === 'string' ? undefined : { number: inUnit(figure, number === 'scrapes', intervalMs) }
}

/** What was predicted, without words: the place of the choice, or the number. */
export function predictedValue({ choices }: LessonPrediction, value: number | string): RoomValue | undefined {
  if (typeof value === 'number') return choices === undefined ? { number: value } : undefined
  const choice = choices?.findIndex(({ text }) => text === value) ?? -1
  return choice < 0 ? undefined : { choice }
}

function isRight({ from, below, is }: LessonChoice, figure: Figure, intervalMs: number): boolean {
  if (typeof figure.value === 'string') return is === figure.value
  const amount = inUnit(figure, true, intervalMs)
  return is === undefined && (from === undefined || amount >= from) && (below === undefined || amount < below)
}

/** A time in scrape intervals where that is asked for; any other number as it is. */
function inUnit(figure: Figure, inScrapes: boolean, intervalMs: number): number {
  const value = Number(figure.value)
  return inScrapes && 'unit' in figure && figure.unit === 'seconds' ? (value * 1000) / intervalMs : value
}
