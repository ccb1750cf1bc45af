import type { RunToMeasure } from '../../lesson/figures.ts'
import { compare, measuredValue, predictedValue } from '../../lesson/predictions.ts'
import type { RoomNews } from '../../model/class-events.ts'
import type { Lesson } from '../../model/lesson.ts'
import { writeAsked } from '../../room/asked.ts'
import { tellRoom } from '../../room/tell.ts'
import { type Current, isOver } from './progress.ts'

/*
 * What a learner's lab tells the room that it has joined (`thanos-lab class`); where it has joined none, nothing. Before the progress is written: whoever is
 * killed between the two tells it once more, and the newest counts.
 */

/** Where the learner is. */
export async function tellScreen({ lesson, own }: Current): Promise<void> {
  const finished = isOver({ lesson, own })
  await tellRoom(async () => {
    await writeAsked(finished ? [] : scenariosOf(lesson))
    const { ends } = lesson.screens[own.screen]!
    const step = ends?.type === 'step' ? { step: ends.id } : {}
    return [{ kind: 'screen', lesson: lesson.name, screen: own.screen + 1, screens: lesson.screens.length, ...step, finished }]
  })
}

/** The scenarios that a lesson asks for. */
function scenariosOf({ steps, predict }: Lesson): string[] {
  const run = steps.flatMap(({ check }) => (check.kind === 'run' ? check.what.scenario : []))
  return [...new Set([...run, ...predict.map(({ answer }) => answer.run)])]
}

/** Predictions that were locked, as they were typed: `ID=VALUE`. */
export async function tellPredictions({ lesson, own }: Current, typed: readonly string[]): Promise<void> {
  if (typed.length === 0) return
  const ids = new Set(typed.map((text) => text.split('=', 1)[0]))
  await tellRoom(() =>
    lesson.predict.flatMap((prediction): RoomNews[] => {
      const locked = own.predictions[prediction.id]
      const value = locked === undefined || !ids.has(prediction.id) ? undefined : predictedValue(prediction, locked.value)
      return value === undefined ? [] : [{ kind: 'predicted', lesson: lesson.name, question: prediction.id, value }]
    }),
  )
}

export interface CheckedStep {
  step: string
  passed: boolean
  /** The scenario that it asks for, and the run that it has passed with. */
  scenario: string
  measured: RunToMeasure | undefined
}

/** What a check has found; where it passed with a run, what that run measured for each prediction of it. */
export async function tellChecked({ lesson, own }: Current, { step, passed, scenario, measured }: CheckedStep): Promise<void> {
  await tellRoom(() => {
    const checked: RoomNews = { kind: 'checked', lesson: lesson.name, step, passed }
    if (measured === undefined) return [checked]
    const figures = lesson.predict.flatMap((prediction): RoomNews[] => {
      const locked = own.predictions[prediction.id]
      if (prediction.answer.run !== scenario || locked === undefined) return []
      const value = measuredValue(prediction, measured)
      const right = compare(prediction, locked.value, measured)?.isRight ?? false
      return value === undefined ? [] : [{ kind: 'measured', lesson: lesson.name, question: prediction.id, value, right }]
    })
    return [checked, ...figures]
  })
}
