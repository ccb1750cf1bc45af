import type { Finding, Sample } from '../../model/run.ts'
import { allAnswers, type Analysis, type SeriesView } from '../analysis.ts'
import { defineCheck, type Expected, isMeant, unjudged, withinLimits } from '../check.ts'
import { oneWord, type OneWord } from '../limits.ts'
import { phaseText } from '../wording.ts'

/** Seconds. The rule `lab_clock` is evaluated at the very time of its sample: on real labs they are equal to the millisecond. */
const OWN_TIME = 0.01

/** How many samples of one answer are otherwise than they must be. */
const WRONG = {
  'own-time': (samples: Sample[]) => samples.filter(([time, value]) => !(Math.abs(Number(value) - time) <= OWN_TIME)),
  'never-fall': (samples: Sample[]) =>
    samples.filter(([, value], index) => index > 0 && !(Number(value) >= Number(samples[index - 1]?.[1]))),
}
const WORDS = Object.keys(WRONG) as (keyof typeof WRONG)[]

/** `own-time`: each sample's value is its own time (lab_clock). `never-fall`: none is below the one before; a restarted process falls. */
export const sampleValuesCheck = defineCheck({
  name: 'sample-values',
  summary: 'own-time: each value is the time of its sample; never-fall: none is below the one before',
  of: 'series',
  unit: 'number',
  limits: () => oneWord(WORDS),
  judge,
  demands: () => ({ damage: false, health: true }),
})

function judge(expectation: Expected<OneWord<keyof typeof WRONG>>, { series }: Analysis): Finding {
  const { of, check, limits } = expectation
  const wrongOf = Object.hasOwn(WRONG, limits.is) ? WRONG[limits.is] : undefined
  const views = (series[of]?.views ?? []).filter(({ phase, samples }) => isMeant(phase, limits) && samples.length > 1)
  if (wrongOf === undefined || views.length === 0) return unjudged(expectation, 'number', `there are no samples of ${of} to compare`)
  const wrong = views.map((view) => ({ view, samples: mostOf(allAnswers(view).map(wrongOf)) }))
  const measured = Math.max(...wrong.map(({ samples }) => samples.length))
  const detail = wrong.map(({ view, samples }) => detailOf(view, samples)).join('; ')
  return { check, series: of, unit: 'number', expected: limits.is, passed: withinLimits(measured, limits), measured, detail }
}

function mostOf(all: Sample[][]): Sample[] {
  return all.toSorted((a, b) => b.length - a.length)[0] ?? []
}

function detailOf(view: SeriesView, wrong: Sample[]): string {
  const [first] = wrong
  const all = `${phaseText(view.phase)} ${wrong.length} of ${view.samples.length} samples are otherwise`
  return first === undefined ? all : `${all}, the first ${first[1]} at ${first[0]}`
}
