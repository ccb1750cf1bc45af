import { intervalNear } from '../dedup/intervals.ts'
import { placeAfter, type Replica } from '../dedup/samples.ts'
import type { Skip } from '../dedup/trace.ts'
import type { GapCause, ReplicaInGap } from '../model/gap-cause.ts'
import { isGap } from '../verdict/gaps.ts'
import { absence, type Stretch } from './absence.ts'
import type { Case } from './inputs/snapshot.ts'

/** A gap as the merge left it. */
export interface GapToExplain extends Stretch {
  /** The replica whose samples are due in it: it has the last sample before it, at the left edge the first one after it. */
  owner: number | undefined
  /** Samples that were skipped, as the model has it. */
  skips: readonly Skip[]
  /** Query goes on with another replica's chunk in it. */
  crossesChunks: boolean
  /** Whether the model and Query agree up to its end: only then the model's steps are Query's. */
  isKnown: boolean
}

/** What a cause goes by. */
export type GapEvidence = Pick<
  Case,
  'replicas' | 'scrapes' | 'storeTimes' | 'intervalsMs' | 'intervalMs' | 'how' | 'partial' | 'copies' | 'query'
>

/**
 * Why Query returned no sample in a gap. Every replica is looked at first: what it has in the gap, and why it has no more.
 *
 * A gap has a cause in the penalty only where samples were there to fill it, and only where the model and Query agree and merged the same: the whole
 * answer, each sample from one store, by one algorithm. Where the longest stretch without a sample of any replica is a gap
 * itself, and the larger part of it, nothing could have filled it, whatever Query skipped beside it.
 */
export function causeOf(gap: GapToExplain, evidence: GapEvidence): GapCause {
  const replicas = evidence.replicas.map((_, number) => inGap(number, gap, evidence))
  const silent = silentPart(
    gap,
    replicas.flatMap(({ samples }) => samples.map((seconds) => Math.round(seconds * 1000))),
  )
  const [ms, silentMs] = [gap.to - gap.from, silent.to - silent.from]
  const facts = { silent: { from: silent.from / 1000, to: silent.to / 1000, seconds: silentMs / 1000 }, replicas }
  const intervalMs = gap.owner === undefined ? evidence.intervalMs : intervalAt(gap.owner, gap.from, evidence)
  const isSilent = silentMs === ms || (isGap(silentMs, intervalMs) && silentMs * 2 >= ms)
  if (isSilent && isPartial(evidence)) return { kind: 'partial', ...facts, stores: evidence.partial }
  if (isSilent) return { kind: 'no-sample', ...facts }
  // Also where all samples are equal: the same samples may come from other steps.
  const step = unknownStep(evidence)
  if (!gap.isKnown || step !== 'unknown') return { kind: 'unknown', ...facts, step }
  const ownSkipped = gap.owner !== undefined && replicas[gap.owner]!.samples.length > 0
  return { kind: gap.crossesChunks || ownSkipped ? 'chunk-border' : 'skipped', ...facts }
}

/** Whether a store may have samples that the answer is without. */
export function isPartial({ partial }: Pick<GapEvidence, 'partial'>): boolean {
  return partial.length > 0
}

/** Which step of the merge is not known; `unknown`: none that can be named, and where the model and Query agree none at all. */
export function unknownStep(evidence: Pick<GapEvidence, 'partial' | 'copies' | 'query' | 'how'>) {
  if (isPartial(evidence)) return 'partial'
  if (evidence.copies.length > 0) return 'copies'
  return runsOther(evidence) ? 'algorithm' : 'unknown'
}

/** Whether Query says that it merges by another algorithm than the one modelled. */
export function runsOther({ query, how }: Pick<GapEvidence, 'query' | 'how'>): boolean {
  return query?.algorithm !== undefined && query.algorithm !== (how.algorithm ?? 'penalty')
}

/** Times of a replica's samples, Unix ms: stale markers are none, nor is NaN under a counter function, which drops it. */
export function realTimes({ t, v, stale }: Replica, { mode }: Case['how']): Float64Array {
  return t.filter((_, place) => !stale.has(place) && !(mode === 'counter' && Number.isNaN(v[place])))
}

/** A replica's interval at a time (Unix ms), milliseconds: it may be changed while the replica runs. */
export function intervalAt(
  number: number,
  time: number,
  { scrapes, replicas, intervalsMs }: Pick<Case, 'scrapes' | 'replicas' | 'intervalsMs'>,
): number {
  return intervalNear(scrapes[number] ?? replicas[number]!, time, intervalsMs[number]!)
}

/** What `intervalAt` is at any time, or less, milliseconds. */
export function leastInterval(
  number: number,
  { scrapes, replicas, intervalsMs }: Pick<Case, 'scrapes' | 'replicas' | 'intervalsMs'>,
): number {
  const { t } = scrapes[number] ?? replicas[number]!
  return t.reduce((least, time, place) => (place === 0 ? least : Math.min(least, time - t[place - 1]!)), intervalsMs[number]!)
}

function inGap(number: number, { from, to, skips, isKnown }: GapToExplain, evidence: GapEvidence): ReplicaInGap {
  const replica = evidence.replicas[number]!
  const own = realTimes(replica, evidence.how)
  const samples = own.slice(placeAfter(own, from), placeAfter(own, to - 1))
  const ends = skips.filter((skip) => skip.replica === number && skip.why === 'penalty' && samples.includes(skip.t))
  const until = Math.max(...ends.map((skip) => skip.until ?? Number.NaN))
  const { scrapes, storeTimes } = evidence
  const markers = replica.t.filter((_, place) => replica.stale.has(place))
  const known = { own, markers, up: scrapes[number], intervalMs: intervalAt(number, from, evidence), stores: storeTimes?.[number] }
  return {
    replica: replica.name,
    samples: Array.from(samples, (time) => time / 1000),
    // A sample is taken that is later, by a millisecond at least.
    until: isKnown && Number.isFinite(until) ? (until - 1) / 1000 : null,
    reasons: absence(known, { from, to }),
  }
}

/** The longest stretch of a gap between two of the samples that are in it, or its ends. */
function silentPart({ from, to }: Stretch, samples: number[]): Stretch {
  const times = [from, ...samples.sort((one, other) => one - other), to]
  return times.slice(1).reduce<Stretch>(
    (longest, time, index) => {
      const before = times[index]!
      return time - before > longest.to - longest.from ? { from: before, to: time } : longest
    },
    { from, to: from },
  )
}
