import type { ExplanationWords } from '../../explain/words/en.ts'
import { compare, type ComparisonWords } from '../../lesson/predictions.ts'
import { figureText, measure, type RunToMeasure } from '../../lesson/figures.ts'
import { LabError } from '../../lib/errors.ts'
import type { ComparedPrediction } from '../../model/lesson-answers.ts'
import { loadRun } from '../../storage/runs.ts'
import { analyseRun } from '../../verdict/analysis.ts'
import type { Current } from './progress.ts'

/** The learner's runs, by scenario: those that a step of this lesson has passed with. One that is kept no more is left out. */
export async function learnersRuns({ lesson, own }: Current): Promise<Record<string, RunToMeasure>> {
  const runs: Record<string, RunToMeasure> = {}
  for (const { id, check } of lesson.steps) {
    const run = own.passed[id]?.run
    if (check.kind !== 'run' || run === undefined) continue
    const loaded = await loadRun(run).catch((error: unknown) => {
      if (error instanceof LabError) return undefined
      throw error
    })
    if (loaded !== undefined) runs[check.what.scenario] = { run: loaded, analysis: analyseRun(loaded) }
  }
  return runs
}

/** The predictions that a run of this scenario answers, compared with it. */
export function comparedPredictions(
  { lesson, own }: Current,
  scenario: string,
  runs: Record<string, RunToMeasure>,
  words?: ComparisonWords,
): ComparedPrediction[] {
  const measured = runs[scenario]
  if (measured === undefined) return []
  return lesson.predict.flatMap((prediction) => {
    const locked = own.predictions[prediction.id]
    if (prediction.answer.run !== scenario || locked === undefined) return []
    const found = compare(prediction, locked.value, measured, words)
    if (found === undefined) return []
    return [{ id: prediction.id, ask: prediction.ask, predicted: found.predicted, measured: found.measured, right: found.isRight }]
  })
}

/** A figure of the learner's run of a scenario, as text; undefined where there is none. `said`: left out, in English. */
export function figureIn(runs: Record<string, RunToMeasure>, scenario: string, words: string, said?: ExplanationWords): string | undefined {
  const run = Object.hasOwn(runs, scenario) ? runs[scenario] : undefined
  const figure = run === undefined ? undefined : measure(words, run, said)
  return figure === undefined ? undefined : figureText(figure, said?.figures)
}
