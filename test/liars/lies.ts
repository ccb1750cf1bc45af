import { merge } from '../../src/dedup/merge.ts'
import { readSamples, shown } from '../../src/dedup/samples.ts'
import { STALLED } from '../../src/model/probes.ts'
import { replicasWith } from '../../src/model/reading.ts'
import type { RunRecord, Sample } from '../../src/model/run.ts'
import { victimsOf } from '../../src/verdict/spans.ts'
import { isControl } from '../../src/verdict/claims.ts'
import { analyseRun } from '../../src/verdict/analysis.ts'
import {
  answered,
  eachProbe,
  eachSamples,
  filled,
  isoOf,
  outage,
  ownSamples,
  podsOf,
  queryIs,
  readThroughQuery,
  secondsOf,
  withheld,
  withheldIn,
} from './edits.ts'

/** A way in which a run may pass by accident. */
export interface Lie {
  title: string
  /**
   * Changes a run that passes; false where it has nothing that could lie so. `share`: from 0 to 1, for what may be more or less, sooner or later, one or
   * the other.
   */
  tell(run: RunRecord, share: number): boolean
}

const chosen = <T>(all: readonly T[], share: number): T | undefined => all[Math.min(all.length - 1, Math.floor(share * all.length))]

/** As a Prometheus, which has no stores, and no replica label on its series. */
function withoutThanos(run: RunRecord): void {
  for (const snapshot of run.snapshots) {
    const samples = Object.values(snapshot.undeduplicated)[0] ?? 0
    Object.assign(snapshot, { stores: [], undeduplicated: samples === 0 ? {} : { '': samples } })
  }
}

/** What all would have been without any damage; that the fault is verified stays. */
function unharmed(run: RunRecord): void {
  const before = run.snapshots.find(({ phase }) => phase === 'before')
  const pods = podsOf(run)
  for (const snapshot of run.snapshots) {
    for (const pod of pods)
      for (const [selector, own] of Object.entries(before?.replicas[pod] ?? {}))
        if ('samples' in own && !('samples' in (snapshot.replicas[pod]?.[selector] ?? {})))
          (snapshot.replicas[pod] ??= {})[selector] = structuredClone(own)
    if (before !== undefined) Object.assign(snapshot, { stores: before.stores, undeduplicated: before.undeduplicated })
    for (const { selector, result } of readThroughQuery(run, snapshot)) {
      const [first] = pods
      if (selector !== undefined && first !== undefined) answered(result, ownSamples(snapshot, first, selector))
    }
    for (const [name, result] of Object.entries(snapshot.queries)) {
      result.errors = {}
      const was = before?.queries[name]
      if (result.window !== undefined && was !== undefined) result.answers = structuredClone(was.answers)
    }
  }
  eachSamples(run, (samples, { snapshot }) => filled(samples, snapshot.window, run.settings.scrapeIntervalMs))
  eachProbe(run, (results, name) => {
    const good = results.find(({ error, warnings }) => error === undefined && warnings === undefined)
    const all = before?.stores.flatMap(({ replica }) => replica ?? []).sort() ?? []
    return results.map(({ at }) => ({ at, ms: Math.min(good?.ms ?? 5, 20), ...(name === 'stores' ? { replicas: all } : {}) }))
  })
}

/** A replica that no fault hit. */
const unhit = (run: RunRecord) => podsOf(run).find((pod) => !victimsOf(run).has(pod))
const later = (run: RunRecord) => run.snapshots.filter(({ phase }) => phase !== 'before')
const controls = (run: RunRecord) => {
  const { series } = analyseRun(run)
  return run.scenario.expect.filter((expectation) => {
    const observed = series[expectation.of]
    return observed !== undefined && isControl({ series: observed, expectation })
  })
}
const observesMerged = (run: RunRecord) => run.snapshots.some((snapshot) => readThroughQuery(run, snapshot).some((one) => one.selector))
const claimsNoGap = (run: RunRecord) =>
  run.scenario.expect.some(({ of, check, limits }) => check === 'longest-gap' && 'at-most' in limits && isMerged(run, of))
const isMerged = (run: RunRecord, name: string) =>
  run.snapshots.some((snapshot) => readThroughQuery(run, snapshot).some((one) => one.name === name))
const probed = (run: RunRecord) => run.scenario.expect.map(({ of }) => of).filter((name) => name in run.probes)

export const lies: Lie[] = [
  {
    title: 'in the place of Query is one Prometheus',
    tell(run, share) {
      withoutThanos(run)
      return claimsNoGap(run) && queryIs(run, chosen(podsOf(run), share) ?? '')
    },
  },
  {
    title: 'Query hands on to the replica that survives',
    tell: (run) => claimsNoGap(run) && queryIs(run, unhit(run) ?? ''),
  },
  {
    title: 'a fault is not verified',
    tell(run, share) {
      const fault = chosen(run.faults, share)
      if (fault !== undefined) fault.evidence = { verified: false, detail: 'it does nothing' }
      return fault !== undefined
    },
  },
  { title: 'a fault is said to be verified, and did nothing', tell: (run) => (unharmed(run), true) },
  {
    title: 'a fault hit the replica that Query did not prefer',
    tell(run) {
      const other = unhit(run)
      for (const fault of run.faults)
        fault.preferred = Object.fromEntries(Object.keys(fault.preferred ?? {}).map((name) => [name, other ?? null]))
      return claimsNoGap(run)
    },
  },
  {
    title: 'a fault hit another replica than it is said to have',
    tell(run) {
      const other = unhit(run)
      for (const fault of run.faults) if (fault.replica !== undefined && other !== undefined) fault.replica = other
      // A list of its pods says whom it hit, too.
      return claimsNoGap(run) && other !== undefined && run.faults.every(({ pods }) => pods === undefined)
    },
  },
  {
    title: 'a fault was healed by another command',
    tell(run, share) {
      const fault = chosen(run.faults, share)
      if (fault !== undefined) fault.lasted = { verified: false, detail: 'another command has healed it' }
      return fault !== undefined
    },
  },
  {
    title: 'the clock that the faults are noted by is wrong',
    tell(run, share) {
      const off = (share < 0.5 ? -1 : 1) * 3600
      for (const fault of run.faults) {
        fault.injectedAt = isoOf(secondsOf(fault.injectedAt) + off)
        if (fault.healedAt !== null) fault.healedAt = isoOf(secondsOf(fault.healedAt) + off)
      }
      return run.faults.length > 0 && controls(run).length > 0
    },
  },
  {
    title: 'the clock of every sample jumps after the fault',
    tell(run, share) {
      const { from } = outage(run)
      const off = Math.round((share < 0.5 ? -1 : 1) * (10 + share * 3590))
      eachSamples(run, (samples) => samples.map(([time, value]): Sample => [time > from ? time + off : time, value]))
      return claimsNoGap(run)
    },
  },
  {
    title: 'the clock of one replica is ahead',
    tell(run, share) {
      const pod = chosen(podsOf(run), share)
      const off = Math.round(5 + share * 100)
      eachSamples(run, (samples, { who }) => (who === pod ? samples.map(([time, value]): Sample => [time + off, value]) : samples))
      return claimsNoGap(run)
    },
  },
  {
    title: 'the machine stood still after recovery',
    tell(run, share) {
      const after = run.snapshots.findLast(({ phase }) => phase === 'after')
      const { to } = outage(run)
      const interval = run.settings.scrapeIntervalMs / 1000
      if (after === undefined || after.window.to - to < 8 * interval) return false
      const begin = to + 2 * interval + share * (after.window.to - to - 8 * interval)
      withheld(run, begin, begin + 5 * interval)
      return observesMerged(run)
    },
  },
  {
    title: 'probes stall while the fault lasts',
    tell(run) {
      const names = probed(run)
      const healthy = run.scenario.expect.filter(
        ({ of, check, limits }) => names.includes(of) && check === 'success-rate' && 'at-least' in limits,
      )
      eachProbe(run, (results) => results.map(({ at }) => ({ at, ms: 5000, error: STALLED })))
      return healthy.length > 0
    },
  },
  {
    title: 'probes pause while the fault lasts',
    tell(run) {
      const { from, to } = outage(run)
      eachProbe(run, (results) => results.filter(({ at }) => secondsOf(at) < from || secondsOf(at) > to))
      return probed(run).length > 0 && to - from > 2
    },
  },
  {
    title: 'the samples of a snapshot are withheld',
    tell(run, share) {
      const snapshot = chosen(later(run), share)
      if (snapshot !== undefined) withheldIn(snapshot)
      return observesMerged(run)
    },
  },
  {
    title: "the victim's own samples are withheld",
    tell(run) {
      const victims = new Set(run.faults.map(({ replica }) => replica))
      eachSamples(run, (samples, { who }) => (victims.has(who) ? [] : samples))
      return claimsNoGap(run)
    },
  },
  {
    title: 'a snapshot is missing',
    tell(run, share) {
      const dropped = chosen(run.snapshots, share)
      run.snapshots = run.snapshots.filter(({ phase }) => phase !== dropped?.phase)
      return claimsNoGap(run)
    },
  },
  {
    title: 'there is no control',
    tell(run) {
      const all = controls(run)
      run.scenario.expect = run.scenario.expect.filter((expectation) => !all.includes(expectation))
      return all.length > 0 && claimsNoGap(run)
    },
  },
  {
    title: 'the control reads the replica that survives',
    tell(run) {
      const survivor = unhit(run)
      const names = new Set(controls(run).map(({ of }) => of))
      for (const { queries } of run.snapshots)
        for (const name of names) if (queries[name] !== undefined && survivor !== undefined) queries[name].source.replica = survivor
      for (const name of names) {
        const spec = run.scenario.observe[name]
        if (spec !== undefined && survivor !== undefined) spec.replica = survivor
      }
      return names.size > 0 && survivor !== undefined && claimsNoGap(run)
    },
  },
  {
    title: 'the control is of a series without a sample',
    tell(run) {
      const names = new Set(controls(run).map(({ of }) => of))
      for (const name of names) {
        const spec = run.scenario.observe[name]
        if (spec !== undefined && 'samples' in spec) spec.samples = 'up{job="another"}'
      }
      return names.size > 0 && claimsNoGap(run)
    },
  },
  {
    title: 'both replicas are dead',
    tell(run) {
      const { from } = outage(run)
      withheld(run, from, Infinity)
      for (const snapshot of later(run)) snapshot.stores = snapshot.stores.map((store) => ({ ...store, healthy: false, lastError: 'gone' }))
      eachProbe(run, (results) =>
        results.map((result) => (secondsOf(result.at) < from ? result : { ...result, error: 'connect ECONNREFUSED' })),
      )
      return claimsNoGap(run)
    },
  },
  {
    title: 'Query does not deduplicate',
    tell(run) {
      for (const snapshot of later(run))
        for (const { selector, result } of readThroughQuery(run, snapshot))
          if (selector !== undefined) Object.assign(result, { answers: [], errors: { query: 'gave 2 series, not one' } })
      return observesMerged(run)
    },
  },
  {
    title: 'Query deduplicates by chain',
    tell(run) {
      let differs = false
      for (const snapshot of later(run))
        for (const { selector, result } of readThroughQuery(run, snapshot)) {
          const own = Object.entries(replicasWith(snapshot.replicas, selector ?? ''))
          if (own.length < 2) continue
          const samples = shown(
            merge(
              own.map(([name, { samples: list }]) => readSamples(name, list)),
              { algorithm: 'chain' },
            ),
          )
          differs ||= samples.length !== result.answers[0]?.series[0]?.values.length
          answered(result, samples)
        }
      return differs && run.scenario.expect.some(({ check, limits }) => check === 'matches-model' && limits['after'] !== 'chain')
    },
  },
  { title: 'the run was stopped', tell: (run) => (run.interrupted = true) },
  {
    title: 'the clock was set during the run',
    tell: (run) => ((run.errors = ['the clock of this machine went 10.0 s ahead during the run: it was set, or the machine slept.']), true),
  },
]
