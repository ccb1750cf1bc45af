import type { Expectation, Finding, Journal } from '../../model/run.ts'
import { type Check, unjudged } from '../check.ts'
import { word } from '../expectations.ts'
import { type Rates, ratesOf, type Unrated } from '../model-comparison.ts'
import { count, phaseText } from '../words.ts'
import { ALGORITHMS, modelled } from './matches-model.ts'

/**
 * Whether `rate()` or `increase()` through Query is, step by step, what Prometheus's extrapolation makes of the samples that the model
 * merges in counter mode. The last graph must be compared, and be of two replicas at least; another Thanos than the one that is modelled shows nothing.
 */
export const rateMatchesModelCheck: Check = {
  name: 'rate-matches-model',
  summary: 'rate() through Query is what the model makes of the replicas’ own samples, step by step',
  of: 'question',
  limits: () => word([...ALGORITHMS]),
  judge,
  demands: () => ({ damage: false, health: false }),
}

function judge(expectation: Expectation, journal: Journal): Finding {
  const { of, limits } = expectation
  const question = journal.questions?.[of]
  const algorithm = ALGORITHMS.find((name) => name === limits['is'])
  if (question?.counted === undefined || algorithm === undefined)
    return unjudged(expectation, `of ${of} no counter's samples were kept to compare with`)
  const graphs = ratesOf(question, journal, algorithm)
  const told = graphs.filter((graph): graph is Rates => 'compared' in graph && graph.compared > 0)
  const differing = told.reduce((sum, graph) => sum + graph.differing, 0)
  const last = told.at(-1)
  const isMerged = last !== undefined && last.asking === question.asked.at(-1) && last.replicas.length > 1
  return modelled(expectation, journal, { expected: algorithm, differing, isMerged, details: graphs.map(detailOf) })
}

function detailOf(graph: Rates | Unrated): string {
  const moment = phaseText(graph.asking.phase)
  if ('trouble' in graph) return `${moment} nothing could be compared: ${graph.trouble}`
  const { compared, differing, replicas, first } = graph
  const of = `of ${count(replicas.length, 'replica')}`
  if (first === undefined) return `${moment} ${count(compared, 'step')} ${of} as predicted`
  return `${moment} ${differing} of ${compared} steps ${of} otherwise, the first at ${first.at}: Query ${first.query ?? 'nothing'}, the model ${first.model ?? 'nothing'}`
}
