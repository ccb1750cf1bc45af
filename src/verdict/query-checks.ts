import type { Finding, Unit } from '../model/run.ts'
import type { Expectation } from '../model/scenario.ts'
import { type Analysis, type Graph, type ObservedQuery, sourceName } from './analysis.ts'
import { type Check, type Demand, decisive, demandsSince, findingOf, isMeant, unjudged, withinLimits } from './check.ts'
import { isTakenAway } from './spans.ts'
import { phaseText, quantity } from './wording.ts'

/** What a check of a query measures in one graph; undefined where there is nothing to measure. */
export type Measure = (graph: Graph) => number | undefined

/** What every check of a query has, by what it measures. */
export function ofQuery(unit: Unit, measure: Measure): Pick<Check, 'of' | 'unit' | 'judge' | 'demands'> {
  return {
    of: 'query',
    unit,
    judge: (expectation, analysis) => judgeQuery(expectation, analysis, unit, measure),
    demands: (expectation, { queries }) => demandsOf(expectation, queries[expectation.of], measure),
  }
}

/** Where all was within the limits before the fault, every graph must keep to them; else one that does shows the damage. */
function judgeQuery(expectation: Expectation, analysis: Analysis, unit: Unit, measure: Measure): Finding {
  const { limits, of: name } = expectation
  const query = analysis.queries[name]
  if (query === undefined) return unjudged(expectation, unit, `${name} was not observed`)
  const error = errorOf(query, analysis)
  if (error !== undefined) return unjudged(expectation, unit, error)
  const figures = query.graphs.flatMap((graph) => {
    const figure = isMeant(graph.phase, limits) ? measure(graph) : undefined
    return figure === undefined || Number.isNaN(figure) ? [] : [{ figure, phase: graph.phase }]
  })
  const [first, ...more] = figures
  if (first === undefined) return unjudged(expectation, unit, `there is no answer to ${name} to measure`)
  const fits = ({ figure }: { figure: number }) => withinLimits(figure, limits)
  const decides = decisive([first, ...more], fits, demandsOf(expectation, query, measure))
  const was = before(query, measure)
  const detail = figures.map(({ figure, phase }) => `${phaseText(phase)} ${quantity(figure, unit)}`)
  return {
    ...findingOf(expectation, unit),
    passed: fits(decides),
    measured: decides.figure,
    detail: [...(was === undefined ? [] : [`before the fault ${quantity(was, unit)}`]), ...detail].join('; '),
  }
}

function demandsOf({ limits }: Expectation, query: ObservedQuery | undefined, measure: Measure): Demand {
  return demandsSince(query === undefined ? undefined : before(query, measure), limits)
}

/** Damage that shows in the answers of a replica that was hit, of which Query and the others know nothing. */
export function victimAlone(measure: Measure): NonNullable<Check['control']> {
  return (expectation, { queries, victims }) => {
    const query = queries[expectation.of]
    const alone = query?.source.via === 'replica' && victims.has(query.source.replica ?? '')
    return alone && demandsOf(expectation, query, measure).damage
  }
}

function before({ graphs }: ObservedQuery, measure: Measure): number | undefined {
  const graph = graphs.find(({ phase }) => phase === 'before')
  return graph === undefined ? undefined : measure(graph)
}

/** What kept a query from its answer, but for what the fault took away. A Service that fails now and then is a thing to measure. */
function errorOf({ name, source, graphs }: ObservedQuery, analysis: Analysis): string | undefined {
  if (sourceName(source) === undefined) return `the replica that ${name} is read from was never resolved`
  for (const { phase, answers } of graphs) {
    const wrong = answers.find(({ error }) => error !== undefined)
    const excused = source.via === 'service' || (phase === 'during' && isTakenAway(analysis, wrong?.source ?? ''))
    if (wrong !== undefined && !excused) return `${phaseText(phase)}, ${wrong.source} answered ${name} with an error: ${wrong.error}`
  }
  return undefined
}
