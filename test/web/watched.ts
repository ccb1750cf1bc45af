import type { LiveState, LiveWork, RunSoFar } from '../../src/model/live.ts'
import type { Run, Sample } from '../../src/model/run.ts'
import { liveState } from './page.ts'

/* A watched lab as its page is told of it, made up. */

/** Its first scrape, Unix seconds. */
export const BEGIN = 1_795_371_420

const iso = (scrapes: number) => new Date((BEGIN + scrapes) * 1000).toISOString()

/** Two replicas, half a second apart, of so many scrapes; the second one from `gone` on has nothing. */
export function watched(scrapes: number, gone = Infinity, more: Partial<LiveState> = {}): LiveState {
  const selector = 'up{job="thanos-query"}'
  const every = (offset: number, count: number): Sample[] => Array.from({ length: count }, (_, scrape) => [BEGIN + offset + scrape, '1'])
  const own = [every(0.1, scrapes), every(0.6, Math.min(scrapes, gone))]
  const isGone = gone < scrapes
  const replicas = own.map((_, number) => ({ name: `prometheus-${number}`, ready: number === 0 || !isGone, restarts: 0 }))
  const stores = replicas.map(({ name, ready }) => ({ name, replica: name, healthy: ready, lastError: null }))
  const state = liveState(0)
  return {
    ...state,
    at: (BEGIN + scrapes) * 1000,
    from: BEGIN * 1000,
    lab: { ...state.lab, replicas, stores },
    series: [
      ...own.map((samples, number) => ({ source: `prometheus-${number}`, selector, samples })),
      { source: 'query', selector, samples: own[0]! },
      { source: 'service', selector, samples: own[0]! },
    ],
    probes: { query: [{ at: (BEGIN + scrapes) * 1000 - 500, ms: 5 }] },
    ...more,
  }
}

/** The same, while a fault that nobody has healed is open. */
export function withOpenFault(scrapes: number, gone: number): LiveState {
  const state = watched(scrapes, gone)
  const faults = [{ id: '1-a', fault: 'kill', target: 'prometheus-1', since: iso(gone) }]
  return { ...state, lab: { ...state.lab, faults } }
}

/** The same, while the page runs the scenario of a saved run, and its replica is killed. */
export function whileRunning(run: Run, scrapes: number, gone: number): LiveState {
  const state = withOpenFault(scrapes, gone)
  const faults = run.faults.map((fault) => ({ ...fault, id: '1-a', injectedAt: iso(gone), healedAt: null }))
  const soFar: RunSoFar = {
    id: run.id,
    scenario: run.scenario,
    startedAt: iso(0),
    from: state.from,
    versions: run.versions,
    faults,
    preferred: 'prometheus-1',
    victim: 'prometheus-1',
    steps: [{ step: 'wait 15 s', ms: 15_003 }, { step: 'kill prometheus-1 for 10 s' }],
  }
  return { ...state, run: soFar, work: { ...work(run), steps: [{ title: 'running kill-replica', note: 'kill prometheus-1 for 10 s' }] } }
}

/** The same, once that scenario has ended. */
export function afterRunning(run: Run, scrapes: number): LiveState {
  const { id, verdict, scenario, endedAt } = run
  const ended = { at: (BEGIN + scrapes) * 1000, run: id, verdict }
  return watched(scrapes, Infinity, { last: { id, scenario: scenario.name, verdict, endedAt }, work: { ...work(run), ended } })
}

const work = (run: Run): LiveWork => ({
  kind: 'scenario',
  name: run.scenario.name,
  startedAt: BEGIN * 1000,
  steps: [],
  said: ['Query prefers prometheus-1; predicted gap 2.15 s (2 intervals + offset).'],
})
