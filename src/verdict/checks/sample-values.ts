import type { Expectation, Finding, Journal, Look, Sample } from '../../model/run.ts'
import { type Check, unjudged, within } from '../check.ts'
import { word } from '../expectations.ts'
import { phaseText } from '../words.ts'
import { allAnswers } from './longest-gap.ts'

/** Seconds. The rule `lab_clock` is evaluated at the very time of its sample: on real labs they are equal to the millisecond. */
const OWN_TIME = 0.01

/** How many samples of one answer are otherwise than they must be. */
const WRONG = {
  'own-time': (samples: Sample[]) => samples.filter(([time, value]) => !(Math.abs(Number(value) - time) <= OWN_TIME)),
  'never-fall': (samples: Sample[]) =>
    samples.filter(([, value], index) => index > 0 && !(Number(value) >= Number(samples[index - 1]?.[1]))),
}

/** `own-time`: each sample's value is its own time (lab_clock). `never-fall`: none is below the one before; a restarted process falls. */
export const sampleValuesCheck: Check = {
  name: 'sample-values',
  summary: 'own-time: each value is the time of its sample; never-fall: none is below the one before',
  of: 'series',
  limits: () => word(Object.keys(WRONG)),
  judge,
  demands: () => ({ damage: false, health: true }),
}

function judge(expectation: Expectation, journal: Journal): Finding {
  const { of, check, limits } = expectation
  const wrongOf = Object.entries(WRONG).find(([is]) => is === limits['is'])?.[1]
  const looks = (journal.series[of]?.looks ?? []).filter(({ samples }) => samples.length > 1)
  if (wrongOf === undefined || looks.length === 0) return unjudged(expectation, `there are no samples of ${of} to compare`)
  const wrong = looks.map((look) => ({
    look,
    samples:
      allAnswers(look)
        .map(wrongOf)
        .toSorted((a, b) => b.length - a.length)[0] ?? [],
  }))
  const measured = Math.max(...wrong.map(({ samples }) => samples.length))
  return {
    check,
    series: of,
    passed: within(measured, limits),
    measured,
    unit: 'number',
    expected: String(limits['is']),
    detail: wrong.map(({ look, samples }) => detail(look, samples)).join('; '),
  }
}

function detail(look: Look, wrong: Sample[]): string {
  const [first] = wrong
  const all = `${phaseText(look.phase)} ${wrong.length} of ${look.samples.length} samples are otherwise`
  return first === undefined ? all : `${all}, the first ${first[1]} at ${first[0]}`
}
