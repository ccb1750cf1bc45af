import { wrap, wrapBehind } from '../../lib/wrap.ts'
import type { FaultEntry } from '../../model/run.ts'
import { describePrediction, type PredictionOutcome, predictionOutcomes } from '../../verdict/prediction.ts'
import { seconds } from '../../verdict/words.ts'
import type { Page } from '../text.ts'

/** What was broken, when, with its proof, and what the scenario teaches. */
export function faultLines({ run, paint, width }: Page): string[] {
  const faults = run.faults.flatMap((fault) => [
    ...wrapBehind('  ', `${fault.fault} of ${fault.target}, ${times(fault)}`, width),
    ...wrap(proof(fault), width, 4),
    ...wrap(following(fault), width, 4),
    ...predictionOutcomes(fault, run).flatMap((foretelling) => wrap(outcome(foretelling), width, 4)),
  ])
  return [paint('bold', run.faults.length === 0 ? 'No fault was injected' : 'What was broken'), ...faults]
}

function times({ injectedAt, healedAt }: FaultEntry): string {
  if (healedAt === null) return `from ${clock(injectedAt)} UTC, not healed`
  const lasted = (Date.parse(healedAt) - Date.parse(injectedAt)) / 1000
  return `from ${clock(injectedAt)} to ${clock(healedAt)} UTC (${seconds(lasted)})`
}

function proof({ evidence }: FaultEntry): string {
  return `${evidence.verified ? 'verified' : 'NOT PROVEN'}: ${evidence.detail}`
}

function following({ preferred = {} }: FaultEntry): string {
  return Object.entries(preferred)
    .map(
      ([name, replica]) =>
        `${name}: ${replica === null ? 'it could not be told which replica Query was following' : `Query was following ${replica}`}`,
    )
    .join('; ')
}

function outcome({ series, prediction, measured, holds }: PredictionOutcome): string {
  const then = measured === undefined ? 'not looked at after the return' : `measured ${seconds(measured.seconds)}`
  const word = holds === undefined ? '' : holds ? ', as foretold' : ', OTHERWISE than foretold'
  return `${series}: foretold before was ${describePrediction(prediction)}; ${then}${word}`
}

function clock(time: string): string {
  return time.slice(11, 21)
}
