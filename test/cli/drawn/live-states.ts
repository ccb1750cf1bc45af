import { isoSeconds } from '../../../src/lib/time.ts'
import type { LiveSeries, LiveState } from '../../../src/model/live.ts'
import { hasSamples, isSeriesSpec } from '../../../src/model/reading.ts'
import type { Run } from '../../../src/model/run.ts'
import { recordAt, replaySpan, storesAt } from '../../../src/report/replay.ts'

/** A saved run as the terminal would have been told of it, at so many moments from its begin to its end. */
export function liveStates(run: Run, moments: number): LiveState[] {
  const { from, to } = replaySpan(run)!
  return Array.from({ length: moments }, (_, number) => stateAt(run, from, from + ((to - from) * (number + 1)) / moments))
}

function stateAt(run: Run, from: number, at: number): LiveState {
  const { faults, probes, snapshots } = recordAt(run, at)
  const there = storesAt(probes) ?? []
  const [snapshot] = snapshots
  const away = new Set(faults.flatMap(({ healedAt, replica }) => (healedAt === null && replica !== undefined ? [replica] : [])))
  const names = Object.keys(snapshot!.replicas)
  const own = Object.entries(snapshot!.replicas).flatMap(([source, selectors]) =>
    Object.entries(selectors).flatMap(([selector, read]): LiveSeries[] =>
      hasSamples(read) ? [{ source, selector, samples: read.samples }] : [],
    ),
  )
  const merged = Object.entries(run.scenario.observe).flatMap(([name, spec]): LiveSeries[] => {
    if (!isSeriesSpec(spec) || spec.replica !== undefined) return []
    const { samples: selector, via } = spec
    // The Service answers with what one of the replicas has.
    if (via === 'service')
      return own
        .filter((one) => one.selector === selector)
        .slice(0, 1)
        .map((one) => ({ ...one, source: via }))
    return [{ source: 'query', selector, samples: snapshot!.queries[name]?.answers[0]?.series[0]?.values ?? [] }]
  })
  const victim = faults.findLast(({ replica }) => replica !== undefined)?.replica
  return {
    at: at * 1000,
    lab: {
      name: run.lab,
      runtime: run.runtime,
      state: 'up',
      replicas: names.map((name) => ({ name, ready: !away.has(name), restarts: 0 })),
      query: null,
      stores: there.map((name) => ({ name, replica: name, healthy: true, lastError: null })),
      faults: [],
    },
    settings: run.settings,
    from: from * 1000,
    run: {
      id: run.id,
      scenario: run.scenario,
      startedAt: run.startedAt,
      from: from * 1000,
      versions: run.versions,
      faults,
      preferred: null,
      ...(victim === undefined ? {} : { victim }),
      steps: [],
    },
    work: null,
    last: null,
    series: [...own, ...merged],
    probes: Object.fromEntries(
      Object.entries(probes).map(([name, results]) => [
        name,
        results.map(({ at: sent, ms, error }) => ({ at: isoSeconds(sent) * 1000, ms, ...(error === undefined ? {} : { error }) })),
      ]),
    ),
  }
}
