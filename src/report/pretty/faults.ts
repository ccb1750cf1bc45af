import { seconds, shortClock } from '../../lib/format.ts'
import type { FaultEntry } from '../../model/run.ts'
import { describePrediction, type PredictionOutcome, predictionOutcomes, voidText } from '../../verdict/prediction.ts'
import { wrap, wrapBehind } from '../../lib/wrap.ts'
import { type Page } from '../text.ts'

/** What was injected, when, with its evidence, and what was predicted; empty where nothing was. */
export function faultLines({ run, analysis, width }: Page): string[] {
  return run.faults.flatMap((fault) => [
    ...wrapBehind('  ', `${fault.fault} of ${fault.target}, ${times(fault)}`, width),
    ...wrap(evidence(fault), width, 4),
    ...wrap(preferred(fault), width, 4),
    ...predictionOutcomes(fault, analysis).flatMap((outcome) => wrap(predicted(outcome), width, 4)),
  ])
}

function times({ injectedAt, healedAt }: FaultEntry): string {
  if (healedAt === null) return `from ${shortClock(injectedAt)} UTC, not healed`
  const lasted = (Date.parse(healedAt) - Date.parse(injectedAt)) / 1000
  return `from ${shortClock(injectedAt)} to ${shortClock(healedAt)} UTC (${seconds(lasted)})`
}

function evidence({ evidence: { verified, detail } }: FaultEntry): string {
  return `${verified ? 'verified' : 'NOT VERIFIED'}: ${detail}`
}

function preferred({ preferred: replicas = {} }: FaultEntry): string {
  return Object.entries(replicas)
    .map(
      ([name, replica]) => `${name}: ${replica === null ? 'the preferred replica could not be determined' : `Query preferred ${replica}`}`,
    )
    .join('; ')
}

function predicted({ series, prediction, measured, isMet, void: none }: PredictionOutcome): string {
  const start = `${series}: predicted ${describePrediction(prediction)}`
  if (none !== undefined) return `${start}; ${voidText(none)}`
  const then = measured === undefined ? 'not read after recovery' : `measured ${seconds(measured.seconds)}`
  const word = isMet === false ? ', NOT as predicted' : ''
  return `${start}, ${then}${word}`
}
