import { count } from '../../lib/format.ts'
import type { CounterCall, Finding } from '../../model/run.ts'
import type { QuerySpec } from '../../model/scenario.ts'
import type { Analysis, Graph } from '../analysis.ts'
import { defineCheck, demandsNothing, type Expected, unjudged } from '../check.ts'
import { oneWord, type OneWord } from '../limits.ts'
import { compareRates, type Compared, type RateComparison } from '../model-comparison.ts'
import { phaseText } from '../wording.ts'
import { isMergeOf, modelFinding } from './matches-model.ts'
import { ALGORITHMS } from '../stated-algorithm.ts'

type Algorithm = (typeof ALGORITHMS)[number]

/**
 * Whether `rate()` or `increase()` through Query is, step by step, what Prometheus's extrapolation makes of the samples that the model
 * merges in counter mode. The last graph must be compared, and be of two replicas at least; another Thanos than the one that is modelled
 * shows nothing.
 */
export const rateMatchesModelCheck = defineCheck({
  name: 'rate-matches-model',
  summary: "whether rate() through Query is what the model makes of the replicas' own samples, step by step",
  of: 'query',
  unit: 'number',
  needsCounterSamples: true,
  limits: () => oneWord(ALGORITHMS),
  refuses,
  judge,
  demands: demandsNothing,
})

/** Of anything else the model does not know what Query makes. */
function refuses({ via, replica, dedup }: QuerySpec, counter: CounterCall | undefined): string | undefined {
  const elsewhere = [via, replica, dedup].some((word) => word !== undefined)
  return elsewhere || counter === undefined ? 'is for rate(SELECTOR[RANGE]) or increase(…) through Query, and nothing else' : undefined
}

function judge(expectation: Expected<OneWord<Algorithm>>, analysis: Analysis): Finding {
  const { of, limits } = expectation
  const query = analysis.queries[of]
  const algorithm = ALGORITHMS.find((name) => name === limits.is)
  if (query?.counter === undefined || algorithm === undefined)
    return unjudged(expectation, 'number', `the run has no counter's samples of ${of} to compare with`)
  const compared = compareRates(query, analysis, algorithm)
  const isMerged = isMergeOf(compared, ({ graph }) => graph === query.graphs.at(-1))
  return modelFinding(expectation, analysis, { expected: algorithm, compared, isMerged, detail: detailOf })
}

function detailOf(one: Compared<{ graph: Graph }, RateComparison>): string {
  const phase = phaseText(one.graph.phase)
  if ('error' in one) return `${phase} nothing could be compared: ${one.error}`
  const { compared, differing, replicas, first } = one
  const of = `of ${count(replicas.length, 'replica')}`
  if (first === undefined) return `${phase} ${count(compared, 'step')} ${of} as in the model`
  return `${phase} ${differing} of ${compared} steps ${of} differ, the first at ${first.at}: Query ${first.query ?? 'nothing'}, the model ${first.model ?? 'nothing'}`
}
