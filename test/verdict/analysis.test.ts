import t from 'tap'
import { analyseRun } from '../../src/verdict/analysis.ts'
import { drop, judgeRun, parts, setError, setNaive, setOwnError } from '../helpers/parts.ts'
import { line, withQuery } from '../helpers/queries.ts'
import { at, EDGE, mergedSamples, own, runRecord } from '../helpers/run.ts'

t.test('a series is a view on each snapshot', async (t) => {
  const { series } = analyseRun(runRecord())
  t.same(Object.keys(series), ['merged', 'victim', 'naive'])
  const { merged, victim } = series
  t.match(merged, { via: 'query', replica: undefined, before: { phase: 'before', samples: own('prometheus-0', 15.3) } })
  t.match(
    merged?.views.map(({ phase }) => phase),
    ['during', 'after'],
  )
  t.match(merged?.views[1], { from: EDGE, to: at(43.2), samples: mergedSamples(43.2), gaps: [{ seconds: 2.701 }] })
  t.match(victim, { via: 'replica', replica: 'prometheus-0', before: { samples: own('prometheus-0', 15.3) } }, 'known only later')
  t.match(victim?.views[0], { samples: [], errors: { 'prometheus-0': /ECONNREFUSED/ } })
  t.match(victim?.views[1]?.samples, own('prometheus-0', 43.2))
})

t.test('of the answers of the Service all are kept, and the worst is shown', async (t) => {
  const { run, after } = parts()
  setNaive(after, [own('prometheus-1', 43.2), own('prometheus-0', 43.2), own('prometheus-1', 43.2)])
  setError(after, 'naive', 'service', 'timeout')
  const view = analyseRun(run).series['naive']?.views[1]
  t.same(view?.answers, [[], own('prometheus-0', 43.2), own('prometheus-1', 43.2)], 'in the order asked; none for an error')
  t.same(view?.samples, [], 'nothing at all is the worst')
  t.match(view?.errors, { service: 'timeout' })
  setNaive(after, [own('prometheus-1', 43.2), own('prometheus-0', 43.2)])
  t.same(analyseRun(run).series['naive']?.views[1]?.samples, own('prometheus-0', 43.2))
})

t.test('a role that changes its pod is read as it was meant at each snapshot', async (t) => {
  const { run, during, after } = parts()
  during.queries['victim']!.source.replica = 'prometheus-1'
  setOwnError(after, 'prometheus-1')
  const { victim } = analyseRun(run).series
  t.equal(victim?.replica, 'prometheus-0', 'as last resolved')
  t.same(
    victim?.views.map(({ samples }) => samples),
    [own('prometheus-1', 24.9), own('prometheus-0', 43.2)],
  )
})

t.test('a run that was stopped right after its fault knows its victim all the same', async (t) => {
  const run = runRecord()
  drop(run, 'during')
  drop(run, 'after')
  run.interrupted = true
  t.match(analyseRun(run).series['victim'], { replica: 'prometheus-0', before: { samples: own('prometheus-0', 15.3) }, views: [] })
  t.notMatch(judgeRun(run).inconclusiveReasons.join('\n'), /never resolved|reads no replica/)
})

t.test('a query has its source apart from the replicas, and the graph before the fault', async (t) => {
  const run = withQuery(runRecord(), (source, phase, to) => [line(to, () => `${source} ${phase}`)])
  setError(run.snapshots[2]!, 'graph', 'prometheus-1', 'HTTP 503')
  const { graph } = analyseRun(run).queries
  t.match(graph, { expression: 'up', source: { via: 'query' } })
  t.same(
    graph?.graphs.map(({ phase, answers, replicas }) => [phase, ...[...answers, ...replicas].map(({ source }) => source)]),
    ['before', 'during', 'after'].map((phase) => [phase, 'query', 'prometheus-0', 'prometheus-1']),
  )
  t.match(graph?.graphs[2]?.replicas[1], { source: 'prometheus-1', series: [], error: 'HTTP 503' })
  t.equal(graph?.graphs[2]?.before?.answers[0]?.series[0]?.values[0]?.[1], 'query before')
})

t.test('the answers of the Service to a query are in the order asked', async (t) => {
  const { run, during } = parts(withQuery(runRecord(), (source, _, to) => [line(to, () => source)], { via: 'service' }))
  setError(during, 'graph', 'service', 'timeout')
  const graph = analyseRun(run).queries['graph']?.graphs[1]
  t.match(graph?.answers, [{ error: 'timeout' }, { series: [{}] }, { series: [{}] }, { series: [{}] }])
  t.equal(graph?.answers.length, 4)
  t.equal(graph?.replicas.length, 2)
})
