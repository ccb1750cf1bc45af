import type { Phase, ProbeResult, QueryResult, RunRecord, RecordedSeries } from '../../src/model/run.ts'
import type { QuerySpec } from '../../src/model/scenario.ts'
import { at, BOTH, EDGE, ENDS, iso, serviceReplies } from './run.ts'

/** A graph from the left edge on, a step a second: the value at each step, by its number; undefined for none. */
export function line(to: number, value: (step: number) => string | undefined, labels: Record<string, string> = {}): RecordedSeries {
  const steps = Array.from({ length: Math.floor(to - 0.14) + 1 }, (_, step) => step)
  const values = steps.flatMap((step): [number, string][] => {
    const here = value(step)
    return here === undefined ? [] : [[at(step + 0.14), here]]
  })
  return { labels, values }
}

/** What a source (query, service, or a pod) answers at a phase: its series. */
export type Answers = (source: string, phase: Phase, to: number) => RecordedSeries[]

/** How many requests the Service gets at each snapshot. */
const REQUESTS = 4

/** The run with an observed query, `graph`, evaluated at all three snapshots. A role as `replica` is never resolved. */
export function withQuery(run: RunRecord, answers: Answers, more: Partial<QuerySpec> = {}): RunRecord {
  const spec: QuerySpec = { query: 'up', ...more }
  const { via, replica, dedup } = spec
  run.scenario.observe['graph'] = spec
  for (const snapshot of run.snapshots) {
    const { phase } = snapshot
    const to = ENDS[phase]
    const ask = (source: string) => ({ source, series: answers(source, phase, to) })
    const through: Pick<QueryResult, 'answers' | 'order' | 'errors'> =
      via === 'service'
        ? serviceReplies(Array.from({ length: REQUESTS }, () => answers('service', phase, to)))
        : { answers: replica === undefined ? [ask('query')] : [], errors: {} }
    snapshot.queries['graph'] = {
      ...through,
      source: {
        via: via ?? (replica === undefined ? 'query' : 'replica'),
        ...(replica?.startsWith('prometheus-') ? { replica } : {}),
        ...(dedup === undefined ? {} : { dedup }),
      },
      answers: [...through.answers, ...BOTH.map(ask)],
      window: { from: EDGE, to: at(to), stepSeconds: 1 },
    }
  }
  return run
}

/** The run with the probe `stores`, one result a second: the replicas whose store is healthy at that second of the run. */
export function withStores(run: RunRecord, healthy: (second: number) => string[]): RunRecord {
  run.probes['stores'] = Array.from({ length: 45 }, (_, second): ProbeResult => ({
    at: iso(second),
    ms: 4,
    replicas: healthy(second),
  }))
  return run
}
