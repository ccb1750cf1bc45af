import { poll } from '../lib/poll.ts'
import type { Window } from '../lib/time.ts'
import { preferredReplica } from '../observe/preferred.ts'
import { type QueryToRead, type SeriesToRead, takeMergedSnapshot, takeSnapshot } from '../observe/snapshot.ts'
import type { BeforeFault } from '../model/outage.ts'
import type { Phase, Snapshot, Source } from '../model/run.ts'
import type { QuerySpec, Scenario, SeriesSpec } from '../model/scenario.ts'
import { replicaNames } from '../model/workloads.ts'
import type { Lab } from '../runtime/runtime.ts'
import { counterCall, reachOf } from '../scenario/promql.ts'
import { type Roles, resolveRole } from './roles.ts'
import { isSeriesSpec } from '../model/reading.ts'

/** The right edge of a snapshot lies back by this much at most: a scrape takes its time from its timestamp to its sample. */
export const EDGE_MS = 250

/**
 * How long Query may take while an earlier fault may last, milliseconds. A store whose pod has just gone can stall it for 20 s; meanwhile
 * that fault would be over, and the next one no longer at the same time.
 */
const STALLED_MS = 5000

/** A range of more scrapes than this takes nothing off a graph's beginning: there would be little left of it before a fault. */
const REACH = 10

/** The snapshots of a run, and who its roles mean. Every snapshot has the same left edge. */
export interface Recording {
  readonly roles: Roles
  readonly snapshots: Snapshot[]
  /** Left edge of every snapshot of the run, Unix ms: by it Query decides afresh which replica it prefers. */
  readonly from: number
  /** The selector that probes and `undeduplicated` use: the first series that is read through Query. */
  readonly firstMerged: string | undefined
  /** Right before a fault: which replica does Query prefer now? The first such snapshot is kept. */
  beforeFault(): Promise<BeforeFault>
  take(phase: 'during' | 'after'): Promise<void>
}

export interface RecordingOptions {
  lab: Lab
  scenario: Scenario
  /** Unix ms. */
  from: number
  /** The observed queries whose counter's own samples are kept, by name. */
  keepCounters: ReadonlySet<string>
}

export function startRecording({ lab, scenario, from, keepCounters }: RecordingOptions): Recording {
  const roles: Roles = { replicas: replicaNames(lab.settings.replicas), preferred: null, victim: undefined }
  const snapshots: Snapshot[] = []
  const observed = Object.entries(scenario.observe)
  const merged = observed.flatMap(([name, spec]) => (isSeriesSpec(spec) && isMerged(spec) ? [{ name, selector: spec.samples }] : []))
  const firstMerged = merged[0]?.selector
  const { scrapeIntervalMs } = lab.settings

  const window = (): Window => {
    const back = Math.min(scrapeIntervalMs / 4, EDGE_MS)
    return { from, to: Math.max(from + 1, Date.now() - Math.round(back)) }
  }
  /** A role that means nobody yet is left out. */
  const sourceOf = ({ via, replica, dedup }: { via?: 'service'; replica?: string; dedup?: false }): Source => {
    const pod = replica === undefined ? undefined : resolveRole(replica, roles)
    return {
      via: via ?? (replica === undefined ? 'query' : 'replica'),
      ...(pod !== undefined && 'replica' in pod ? { replica: pod.replica } : {}),
      ...(dedup === undefined ? {} : { dedup }),
    }
  }
  const series = (): SeriesToRead[] =>
    observed.flatMap(([name, spec]) => (isSeriesSpec(spec) ? [{ name, selector: spec.samples, source: sourceOf(spec) }] : []))
  const queryToRead = (name: string, spec: QuerySpec, { to }: Window): QueryToRead => {
    // Its first step looks back to the left edge and not beyond, so that the preferred replica in it is decided as in the raw samples.
    const reach = reachOf(spec.query)
    const begin = reach <= REACH * scrapeIntervalMs ? Math.min(from + reach, to) : from
    const counter = keepCounters.has(name) ? counterCall(spec.query) : undefined
    return {
      name,
      expression: spec.query,
      source: sourceOf(spec),
      window: { from: begin, to },
      ...(counter === undefined ? {} : { counter }),
    }
  }
  const read = async (phase: Phase): Promise<Snapshot> => {
    const edges = window()
    const queries = observed.flatMap(([name, spec]) => (isSeriesSpec(spec) ? [] : [queryToRead(name, spec, edges)]))
    const snapshot = await takeSnapshot(lab, { phase, window: edges, series: series(), queries, firstMerged })
    snapshots.push(snapshot)
    return snapshot
  }

  return {
    roles,
    snapshots,
    from,
    firstMerged,
    async beforeFault() {
      const mergedSeries = merged.map((one): SeriesToRead => ({ ...one, source: { via: 'query' } }))
      const again = () => takeMergedSnapshot(lab, window(), mergedSeries, STALLED_MS)
      // While an earlier fault may last, nothing waits.
      const before =
        snapshots.length === 0
          ? await untilPreferred(merged, { first: await read('before'), again, intervalMs: scrapeIntervalMs })
          : preferredIn(await again(), merged)
      roles.preferred = Object.values(before.preferred)[0] ?? null
      return before
    },
    async take(phase) {
      await read(phase)
    },
  }
}

/** A series that is read through Query. */
interface MergedSeries {
  name: string
  selector: string
}

function preferredIn(snapshot: Snapshot, merged: readonly MergedSeries[]): BeforeFault {
  return { snapshot, preferred: Object.fromEntries(merged.map(({ name, selector }) => [name, preferredReplica(snapshot, name, selector)])) }
}

const isTold = ({ preferred }: BeforeFault) => Object.values(preferred).every((replica) => replica !== null)

/**
 * Which replica Query prefers for each series, and the snapshot that shows it; null where 1.5 scrape intervals later it is still not told.
 * One snapshot may not tell: where the other replica has just begun a chunk, and the preferred one's next sample is not there yet, Query ends
 * with the other one's sample. Source: Thanos v0.42.4, pkg/dedup/iter.go (overlapSplitSet): that chunk follows the preferred one's in its lane.
 */
export async function untilPreferred(
  merged: readonly MergedSeries[],
  { first, again, intervalMs }: { first: Snapshot; again: () => Promise<Snapshot>; intervalMs: number },
): Promise<BeforeFault> {
  let next: Promise<Snapshot> | undefined = Promise.resolve(first)
  const look = async () => {
    const snapshot = await (next ?? again())
    next = undefined
    return preferredIn(snapshot, merged)
  }
  return poll(look, { until: isTold, everyMs: intervalMs / 2, attempts: 4 })
}

/** Whether a series is read through Query. */
function isMerged({ via, replica }: SeriesSpec): boolean {
  return via === undefined && replica === undefined
}
